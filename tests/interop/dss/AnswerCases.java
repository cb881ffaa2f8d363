import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/** Answers about revocation: who signed them, how, and when. */
final class AnswerCases {
  private static final Signing.Form FORM = Signing.Form.ASIC_E;
  private static final Instant IN_2028 = Instant.parse("2028-01-01T00:00:00Z");
  private final MakeFiles maker;

  AnswerCases(MakeFiles maker) {
    this.maker = maker;
  }

  private void each(String name, Instant at, Consumer<Answers> change) throws Exception {
    for (String level : List.of("LT", "LTA"))
      maker.add("answer-" + name + "-" + level, FORM, level, at, signing -> change.accept(signing.answers));
  }

  private void by(String name, Instant at, Consumer<Pki.Profile> change) throws Exception {
    Credential responder = maker.pki.responder("Responder " + name, change);
    for (String level : List.of("LT", "LTA"))
      maker.add("responder-" + name + "-" + level, FORM, level, at,
          signing -> signing.answers = new Answers(responder, maker.pki, maker.clock));
  }

  void make() throws Exception {
    each("sha256-id", MakeFiles.LATER, answers -> answers.idDigest = NISTObjectIdentifiers.id_sha256);
    each("signed-sha1", MakeFiles.LATER, answers -> answers.digest = "SHA1");
    each("signed-sha512", MakeFiles.LATER, answers -> answers.digest = "SHA512");
    each("list-signed-sha1", MakeFiles.LATER, answers -> answers.listDigest = "SHA1");
    each("unknown", MakeFiles.LATER, answers -> answers.unknown = true);
    each("of-another", MakeFiles.LATER, answers -> answers.ofAnother = true);
    each("without-next-update", MakeFiles.LATER, answers -> answers.nextUpdateMissing = true);
    each("old", MakeFiles.LATER, answers -> answers.age = Duration.ofDays(400));
    each("a-day-old", MakeFiles.LATER, answers -> answers.age = Duration.ofDays(2));
    each("from-the-future", MakeFiles.LATER, answers -> answers.age = Duration.ofDays(-700));
    each("without-certificate", MakeFiles.LATER, answers -> answers.withoutCertificate = true);
    by("rsa1024", MakeFiles.LATER, profile -> profile.key = "rsa1024-answers");
    by("rsa512", MakeFiles.LATER, profile -> profile.key = "rsa512-answers");
    by("p256", MakeFiles.LATER, profile -> profile.key = "p256-answers");
    by("without-purpose", MakeFiles.LATER, profile -> profile.purpose = null);
    by("of-another-root", MakeFiles.LATER, profile -> profile.issuer = maker.pki.otherRoot);
    by("expired-since", IN_2028, profile -> profile.to = MakeFiles.day("2027-06-01"));
    by("expired-before", MakeFiles.LATER, profile -> profile.to = MakeFiles.day("2025-01-01"));
    by("checked", MakeFiles.LATER, profile -> profile.noCheck = false);
    for (String level : List.of("LT", "LTA"))
      maker.add("list-of-full-scope-" + level, FORM, level, signing -> {
        signing.answers = new Answers(null, maker.pki, maker.clock);
        signing.answers.scope = new IssuingDistributionPoint(Pki.listPlace(), false, false, null, false, false);
      });
    maker.add("list-of-authorities-only", FORM, "LT", signing -> {
      signing.answers = new Answers(null, maker.pki, maker.clock);
      signing.answers.scope = new IssuingDistributionPoint(Pki.listPlace(), false, true, null, false, false);
    });
  }
}
