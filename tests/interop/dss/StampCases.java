import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Time stamps: habits that are right, and faults of the token, its authority and its time. */
final class StampCases {
  private static final Signing.Form FORM = Signing.Form.ASIC_E;
  private final MakeFiles maker;

  StampCases(MakeFiles maker) {
    this.maker = maker;
  }

  private void each(String name, Consumer<Stamps> change) throws Exception {
    for (String level : List.of("T", "LT", "LTA"))
      maker.add("stamp-" + name + "-" + level, FORM, level, signing -> {
        change.accept(signing.stamps);
        signing.archiveStamps = level.equals("LTA") ? signing.stamps : maker.stamps();
      });
  }

  private void by(String name, Consumer<Pki.Profile> change) throws Exception {
    Credential authority = maker.pki.stampAuthority("Stamps " + name, change);
    for (String level : List.of("T", "LT", "LTA"))
      maker.add("stamp-authority-" + name + "-" + level, FORM, level, signing -> {
        signing.stamps = new Stamps(authority, maker.clock);
        signing.archiveStamps = signing.stamps;
      });
  }

  void make() throws Exception {
    each("names-issuers", stamps -> stamps.essNamesIssuers = true);
    each("ess-v1", stamps -> stamps.essDigest = DigestAlgorithm.SHA1);
    each("ess-v1-issuers", stamps -> {
      stamps.essDigest = DigestAlgorithm.SHA1;
      stamps.essNamesIssuers = true;
    });
    each("ess-sha512", stamps -> stamps.essDigest = DigestAlgorithm.SHA512);
    each("signed-sha1", stamps -> stamps.algorithm = "SHA1withRSA");
    each("signed-md5", stamps -> stamps.algorithm = "MD5withRSA");
    each("other-imprint", stamps -> stamps.imprintWrong = true);
    for (String level : List.of("T", "LT"))
      maker.add("stamp-signed-sha1-2032-" + level, FORM, level, MakeFiles.day("2032-06-01"), signing -> {
        signing.signer = maker.rsaSigner;
        signing.stamps.algorithm = "SHA1withRSA";
      });
    by("rsa1024", profile -> profile.key = "rsa1024-stamps");
    by("untrusted", profile -> profile.issuer = maker.pki.otherRoot);
    by("without-purpose", profile -> profile.purpose = null);
    by("expired-since", profile -> profile.to = MakeFiles.day("2025-05-01"));
    by("expired-before", profile -> profile.to = MakeFiles.day("2025-03-01"));
    maker.add("stamp-imprint-sha1", FORM, "T", signing -> signing.change =
        parameters -> parameters.getSignatureTimestampParameters().setDigestAlgorithm(DigestAlgorithm.SHA1));
    maker.add("stamp-imprint-sha512", FORM, "LTA", signing -> signing.change = parameters -> {
      parameters.getSignatureTimestampParameters().setDigestAlgorithm(DigestAlgorithm.SHA512);
      parameters.getArchiveTimestampParameters().setDigestAlgorithm(DigestAlgorithm.SHA512);
    });
    maker.add("stamp-before-the-claimed-time", FORM, "T", signing -> signing.untilStamp = Duration.ofDays(-3));
    maker.add("stamp-archive-before-signature", FORM, "LTA", signing -> signing.untilArchive = Duration.ofDays(-10));
    maker.add("stamp-only-archive-sha1", FORM, "LTA", signing -> {
      signing.archiveStamps = maker.stamps();
      signing.archiveStamps.algorithm = "SHA1withRSA";
    });
    maker.add("stamp-in-the-future", FORM, "T", Instant.parse("2025-03-04T00:00:00Z"),
        signing -> signing.untilStamp = Duration.ofDays(30));
    maker.add("stamp-canonicalized-inclusive", FORM, "LTA", signing -> signing.change = parameters -> {
      parameters.getSignatureTimestampParameters().setCanonicalizationMethod("http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
      parameters.getArchiveTimestampParameters().setCanonicalizationMethod("http://www.w3.org/2006/12/xml-c14n11");
    });
  }
}
