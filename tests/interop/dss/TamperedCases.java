import eu.europa.esig.dss.model.DSSDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Good files with one thing changed. */
final class TamperedCases {
  private final MakeFiles maker;

  TamperedCases(MakeFiles maker) {
    this.maker = maker;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Replaces the one match; a file that would stay as it was is a fault of this test. */
  static String replace(String text, String pattern, String by) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    if (!matcher.find()) throw new IllegalStateException("nothing matches " + pattern);
    String changed = text.substring(0, matcher.start()) + matcher.group().replaceFirst(pattern, by) + text.substring(matcher.end());
    if (changed.equals(text)) throw new IllegalStateException("nothing changed: " + pattern);
    return changed;
  }

  private void xml(String name, String level, String pattern, String by) throws Exception {
    String signed = text(Signing.bytes(maker.sign(Signing.Form.ENVELOPING, level, signing -> {})));
    maker.add("changed-" + name + ".xml", bytes(replace(signed, pattern, by)));
    Zip zip = new Zip(Signing.bytes(maker.sign(Signing.Form.ASIC_E, level, signing -> {})));
    zip.signature().content = bytes(replace(text(zip.signature().content), pattern, by));
    maker.add("changed-" + name + ".asice", zip.bytes());
  }

  void make() throws Exception {
    xml("signature-value", "B", "(<ds:SignatureValue[^>]*>\\w*?)(\\w)(?!\\2)(\\w)", "$1$3$2");
    xml("signing-time", "B", "SigningTime>2025-03-03", "SigningTime>2025-03-02");
    xml("certificate-digest", "B", "(<xades:CertDigest>.*?<ds:DigestValue>\\w*?)(\\w)(?!\\2)(\\w)", "$1$3$2");
    xml("reference-digest", "B", "(<ds:Reference .*?<ds:DigestValue>\\w*?)(\\w)(?!\\2)(\\w)", "$1$3$2");
    xml("without-key-info", "B", "<ds:KeyInfo.*?</ds:KeyInfo>", "");
    xml("without-signed-properties", "B", "<ds:Object><xades:QualifyingProperties.*?</ds:Object>", "");
    xml("without-answers", "LT", "<xades:RevocationValues>.*?</xades:RevocationValues>", "");
    xml("answers-after-archive", "LTA", "<xades:CRLValues>.*?</xades:CRLValues>", "");
    xml("garbage-unsigned-property", "T", "<xades:UnsignedSignatureProperties>",
        "<xades:UnsignedSignatureProperties><x:any xmlns:x=\"urn:x\">garbage</x:any>");
    xml("garbage-answer", "LT", "(<xades:EncapsulatedOCSPValue[^>]*>).*?(</)", "$1AAAA$2");
    xml("garbage-stamp", "T", "(<xades:EncapsulatedTimeStamp[^>]*>).*?(</)", "$1AAAA$2");
    String enveloped = text(Signing.bytes(maker.sign(Signing.Form.ENVELOPED, "LTA", signing -> {})));
    maker.add("changed-enveloped-data.xml", bytes(replace(enveloped, "100 &lt;", "101 &lt;")));
    maker.add("changed-enveloped-comment.xml", bytes(replace(enveloped, "a comment", "another comment")));
    Zip zip = new Zip(Signing.bytes(maker.sign(Signing.Form.ASIC_E, "LTA", signing -> {})));
    zip.find("protocol.txt").content = bytes("Протокол 2\n");
    maker.add("changed-container-data.asice", zip.bytes());
    DSSDocument detached = maker.sign(Signing.Form.DETACHED, "LT", signing -> {});
    maker.add("changed-detached-data.xml", Signing.bytes(detached), "anchors.pem", MakeFiles.LATER,
        List.of(MakeFiles.text("Протокол 2\n", "protocol.txt")));
    maker.add("changed-detached-nothing-given.xml", Signing.bytes(detached));
    swapped();
  }

  /** A stamp of another signature, and answers after which the archive stamp would have to be another. */
  private void swapped() throws Exception {
    Pattern stamp = Pattern.compile("<xades:EncapsulatedTimeStamp[^>]*>([^<]*)<");
    String one = text(Signing.bytes(maker.sign(Signing.Form.ENVELOPING, "T", signing -> {})));
    String other = text(Signing.bytes(maker.sign(Signing.Form.ENVELOPING, "T",
        signing -> signing.at = Instant.parse("2025-03-03T10:00:00Z"))));
    Matcher first = stamp.matcher(one), second = stamp.matcher(other);
    if (!first.find() || !second.find()) throw new IllegalStateException("no stamp");
    maker.add("changed-stamp-of-another.xml", bytes(one.replace(first.group(1), second.group(1))));
  }
}
