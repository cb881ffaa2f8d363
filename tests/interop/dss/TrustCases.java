import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Certificates that are not trusted, not yet valid, expired, revoked, or not meant for it. */
final class TrustCases {
  private static final Signing.Form FORM = Signing.Form.ASIC_E;
  private final MakeFiles maker;

  TrustCases(MakeFiles maker) {
    this.maker = maker;
  }

  void make() throws Exception {
    paths();
    times();
    revoked();
  }

  private void paths() throws Exception {
    byte[] good = Signing.bytes(maker.sign(FORM, "LT", signing -> {}));
    maker.add("trust-wrong-root.asice", good, "other.pem", MakeFiles.LATER, List.of());
    maker.add("trust-no-issuers", FORM, "B",
        signing -> signing.change = parameters -> parameters.setCertificateChain(maker.signer.token()));
    Credential stranger = maker.pki.signer("Self-signed", profile -> profile.issuer = null);
    maker.add("trust-self-signed", FORM, "B", signing -> signing.signer = stranger);
    Credential impostor = maker.pki.authority("Test issuing authority", "rsa2048-impostor", maker.pki.otherRoot);
    Credential child = maker.pki.signer("Child of an impostor", profile -> profile.issuer = impostor);
    maker.add("trust-impostor", FORM, "B", signing -> signing.signer = child);
    Credential fromSigner = maker.pki.signer("Issued by a signer", profile -> {
      profile.key = "p256-below";
      profile.issuer = maker.signer;
    });
    maker.add("trust-issuer-is-no-authority", FORM, "B", signing -> signing.signer = fromSigner);
    Credential sha1 = maker.pki.signer("Certified with SHA-1", profile -> profile.digest = "SHA1");
    maker.add("trust-certificate-signed-sha1", FORM, "B", signing -> signing.signer = sha1);
    Credential weak = maker.pki.authority("Weak authority", "rsa1024-authority", maker.pki.root);
    Credential belowWeak = maker.pki.signer("Below a weak authority", profile -> profile.issuer = weak);
    maker.add("trust-authority-rsa1024", FORM, "B", signing -> signing.signer = belowWeak);
    Credential encipher = maker.pki.signer("For enciphering", profile -> profile.usage = KeyUsage.keyEncipherment);
    maker.add("trust-usage-encipherment", FORM, "B", signing -> signing.signer = encipher);
    Credential digital = maker.pki.signer("Digital signature", profile -> profile.usage = KeyUsage.digitalSignature);
    maker.add("trust-usage-digital-signature", FORM, "B", signing -> signing.signer = digital);
    Credential any = maker.pki.signer("Any usage", profile -> profile.usage = null);
    maker.add("trust-usage-absent", FORM, "B", signing -> signing.signer = any);
    Credential critical =
        maker.pki.signer("Unknown critical", profile -> profile.unknownCritical = new ASN1ObjectIdentifier("1.2.3.4.5"));
    maker.add("trust-unknown-critical-extension", FORM, "B", signing -> signing.signer = critical);
  }

  private void times() throws Exception {
    Credential shortLived = maker.pki.signer("Short", profile -> {
      profile.from = MakeFiles.day("2025-01-01");
      profile.to = MakeFiles.day("2025-05-01");
    });
    for (String level : List.of("B", "T", "LT", "LTA"))
      maker.add("time-expired-since-" + level, FORM, level, signing -> signing.signer = shortLived);
    for (String level : List.of("B", "T", "LT")) {
      maker.add("time-signed-before-validity-" + level, FORM, level, signing -> {
        signing.signer = shortLived;
        signing.at = Instant.parse("2024-12-20T09:00:00Z");
      });
      maker.add("time-signed-after-validity-" + level, FORM, level, signing -> {
        signing.signer = shortLived;
        signing.at = Instant.parse("2025-05-05T09:00:00Z");
      });
    }
    Credential future = maker.pki.signer("Future", profile -> profile.from = MakeFiles.day("2026-01-01"));
    maker.add("time-not-yet-valid", FORM, "B", signing -> signing.signer = future);
    maker.add("time-signed-in-the-future", FORM, "B", signing -> signing.at = MakeFiles.LATER.plus(MakeFiles.YEAR));
    Instant far = Instant.parse("2032-06-01T00:00:00Z");
    for (String level : List.of("B", "T", "LT", "LTA")) {
      maker.add("time-2032-" + level, FORM, level, far, signing -> {});
      maker.add("time-2045-" + level, FORM, level, Instant.parse("2045-06-01T00:00:00Z"), signing -> {});
    }
    maker.add("time-asked-before-the-stamp", FORM, "T", MakeFiles.START.minus(Duration.ofDays(1)), signing -> {});
  }

  private void revoked() throws Exception {
    Instant before = MakeFiles.START.minus(Duration.ofDays(30));
    Instant between = MakeFiles.START.plus(Duration.ofHours(12));
    for (String level : List.of("LT", "LTA")) {
      maker.add("revoked-before-" + level, FORM, level, signing -> signing.answers.revoke(signing.signer, before));
      maker.add("revoked-after-the-stamp-" + level, FORM, level, signing -> {
        signing.answers.revoke(signing.signer, between);
        signing.untilAnswers = Duration.ofDays(3);
      });
      maker.add("revoked-list-" + level, FORM, level, signing ->
          signing.answers = new Answers(null, maker.pki, maker.clock).revoke(signing.signer, before));
    }
    maker.add("revoked-authority-LT", FORM, "LT", signing -> signing.answers.revoke(maker.pki.issuing, before));
    maker.add("revoked-stamp-authority-LTA", FORM, "LTA",
        signing -> signing.answers.revoke(maker.stampAuthority, before));
    maker.add("revoked-nothing-in-a-list", FORM, "LT",
        signing -> signing.answers = new Answers(null, maker.pki, maker.clock));
  }
}
