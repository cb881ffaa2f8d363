import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * What DSS says of each file of a list, offline, by its own policy with two changes, as in ours: answers about revocation count
 * where they are, but are not required; algorithms end when ours do, and then fail. Writes {@code dss.tsv}: name, indication, sub-indication, formats, errors.
 */
final class Judge {
  private record Verdict(Indication indication, SubIndication sub) {
    /** The worse of two; what is not signed at all has none. */
    Verdict and(Verdict other) {
      return rank(other.indication) > rank(indication) ? other : this;
    }

    private static int rank(Indication indication) {
      return switch (indication) {
        case TOTAL_PASSED, PASSED -> 0;
        case INDETERMINATE -> 1;
        default -> 2;
      };
    }
  }

  static void all(Path folder) throws Exception {
    String policy = policy();
    List<String> lines =
        OnAllCores.each(
            Files.readAllLines(folder.resolve("cases.tsv")),
            line -> {
              String[] fields = line.split("\t", -1);
              return fields[0] + "\t" + judge(folder, fields, policy);
            });
    Files.write(folder.resolve("dss.tsv"), lines, StandardCharsets.UTF_8);
  }

  private static String policy() throws Exception {
    try (InputStream stream = ValidationPolicy.class.getResourceAsStream("/policy/constraint.xml")) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      text = changed(text, "<RevocationDataAvailable Level=\"FAIL\"", "<RevocationDataAvailable Level=\"WARN\"");
      text = changed(text, "LevelAfterUpdate=\"WARN\"", "LevelAfterUpdate=\"FAIL\"");
      text = changed(text, "<Algo Date=\"2029-01-01\">SHA224<", "<Algo Date=\"2012-08-01\">SHA224<");
      for (String type : List.of("RSA", "RSASSA-PSS")) {
        String end = "\">" + type + "<";
        text = changed(text, "<Algo Date=\"2029-01-01\" Size=\"1900" + end, "<Algo Date=\"2031-01-01\" Size=\"1900" + end);
      }
      return changed(text, "<Algo Date=\"2029-01-01\" Size=\"3000\">RSA<", "<Algo Size=\"3000\">RSA<");
    }
  }

  private static String changed(String text, String from, String to) {
    if (!text.contains(from)) throw new IllegalStateException("DSS's policy has no " + from);
    return text.replace(from, to);
  }

  private static String judge(Path folder, String[] fields, String policy) throws Exception {
    SignedDocumentValidator validator;
    List<DSSDocument> contents = new ArrayList<>();
    if (!fields[3].isEmpty())
      for (String name : fields[3].split(",")) contents.add(new FileDocument(folder.resolve(name).toFile()));
    try {
      validator = SignedDocumentValidator.fromDocument(new FileDocument(folder.resolve(fields[0]).toFile()));
      validator.setDetachedContents(contents);
    } catch (RuntimeException refused) {
      return "NOT_OPENED\t\t\t" + oneLine(refused.toString());
    }
    validator.setCertificateVerifier(verifier(folder.resolve(fields[1])));
    validator.setValidationTime(Date.from(Instant.parse(fields[2])));
    Reports reports;
    try {
      reports =
          validator.validateDocument(
              ValidationPolicyFacade.newFacade()
                  .getValidationPolicy(new ByteArrayInputStream(policy.getBytes(StandardCharsets.UTF_8))));
    } catch (RuntimeException refused) {
      return "NOT_OPENED\t\t\t" + oneLine(refused.toString());
    }
    return verdict(reports.getSimpleReport());
  }

  private static String verdict(SimpleReport report) {
    List<String> ids = new ArrayList<>(report.getSignatureIdList());
    if (ids.isEmpty()) {
      ids.addAll(report.getTimestampIdList());
      ids.addAll(report.getEvidenceRecordIdList());
    }
    if (ids.isEmpty()) return "NOTHING_SIGNED\t\t\t";
    Verdict verdict = null;
    List<String> formats = new ArrayList<>(), errors = new ArrayList<>();
    for (String id : ids) {
      Verdict own = new Verdict(report.getIndication(id), report.getSubIndication(id));
      verdict = verdict == null ? own : verdict.and(own);
      if (report.getSignatureFormat(id) != null) formats.add(report.getSignatureFormat(id).toString());
      for (Message message : report.getAdESValidationErrors(id)) errors.add(message.getValue());
    }
    return String.join(
        "\t",
        verdict.indication().toString(),
        verdict.sub() == null ? "" : verdict.sub().toString(),
        String.join(",", formats),
        oneLine(String.join(" | ", errors)));
  }

  private static String oneLine(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ");
  }

  private static CommonCertificateVerifier verifier(Path anchors) throws Exception {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    try (InputStream stream = Files.newInputStream(anchors)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(stream))
        trusted.addCertificate(DSSUtils.loadCertificate(((X509Certificate) certificate).getEncoded()));
    }
    verifier.setTrustedCertSources(trusted);
    verifier.setAIASource(null);
    return verifier;
  }
}
