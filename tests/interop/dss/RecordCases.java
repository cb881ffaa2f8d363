import eu.europa.esig.dss.asic.common.ASiCContainerEvidenceRecordParameters;
import eu.europa.esig.dss.asic.common.evidencerecord.ASiCContentDocumentFilterFactory;
import eu.europa.esig.dss.asic.common.evidencerecord.ASiCEvidenceRecordDigestBuilder;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.MimeTypeEnum;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.tsp.ArchiveTimeStamp;
import org.bouncycastle.asn1.tsp.EvidenceRecord;
import org.bouncycastle.asn1.tsp.PartialHashtree;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Evidence records (RFC 4998): beside their files, and in containers. */
final class RecordCases {
  private final MakeFiles maker;
  private final List<DSSDocument> files;

  RecordCases(MakeFiles maker) {
    this.maker = maker;
    this.files = maker.dataOf(Signing.Form.ASIC_E);
  }

  void make() throws Exception {
    for (DigestAlgorithm digest : List.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA512, DigestAlgorithm.SHA224, DigestAlgorithm.SHA1))
      add("digest-" + digest.name().toLowerCase(), record(digest, files.subList(0, 1), maker.stamps()), 1);
    add("group", record(DigestAlgorithm.SHA256, files, maker.stamps()), 2);
    add("group-one-given", record(DigestAlgorithm.SHA256, files, maker.stamps()), 1);
    add("renewed", renewed(record(DigestAlgorithm.SHA256, files, maker.stamps())), 2);
    stamp("stamp-names-issuers", stamps -> stamps.essNamesIssuers = true);
    stamp("stamp-signed-sha1", stamps -> stamps.algorithm = "SHA1withRSA");
    stamp("stamp-other-imprint", stamps -> stamps.imprintWrong = true);
    by("authority-rsa1024", profile -> profile.key = "rsa1024-stamps");
    by("authority-untrusted", profile -> profile.issuer = maker.pki.otherRoot);
    by("authority-expired-since", profile -> profile.to = MakeFiles.day("2025-05-01"));
    byte[] good = record(DigestAlgorithm.SHA256, files.subList(0, 1), maker.stamps());
    maker.add("record-other-file.ers", good, "anchors.pem", MakeFiles.LATER, files.subList(1, 2));
    maker.add("record-wrong-root.ers", good, "other.pem", MakeFiles.LATER, files.subList(0, 1));
    maker.add("record-before-its-time.ers", good, "anchors.pem", MakeFiles.day("2025-01-01"), files.subList(0, 1));
    maker.add("record-truncated.ers", Arrays.copyOf(good, good.length - 10), "anchors.pem", MakeFiles.LATER, files.subList(0, 1));
    container();
  }

  private void add(String name, byte[] record, int given) throws Exception {
    maker.add("record-" + name + ".ers", record, "anchors.pem", MakeFiles.LATER, files.subList(0, given));
  }

  private void stamp(String name, Consumer<Stamps> change) throws Exception {
    Stamps stamps = maker.stamps();
    change.accept(stamps);
    add(name, record(DigestAlgorithm.SHA256, files.subList(0, 1), stamps), 1);
  }

  private void by(String name, Consumer<Pki.Profile> change) throws Exception {
    Stamps stamps = new Stamps(maker.pki.stampAuthority("Record's " + name, change), maker.clock);
    add(name, record(DigestAlgorithm.SHA256, files.subList(0, 1), stamps), 1);
  }

  private static AlgorithmIdentifier identifier(DigestAlgorithm digest) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest.getOid()));
  }

  private static byte[] hash(DigestAlgorithm digest, byte[] bytes) throws Exception {
    return MessageDigest.getInstance(digest.getJavaName()).digest(bytes);
  }

  private static byte[] joined(DigestAlgorithm digest, byte[][] hashes) throws Exception {
    if (hashes.length == 1) return hashes[0];
    byte[][] sorted = hashes.clone();
    Arrays.sort(sorted, Arrays::compareUnsigned);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] one : sorted) all.write(one);
    return hash(digest, all.toByteArray());
  }

  /** The files are one data group; beside it in the tree is the hash of something else. */
  private static ArchiveTimeStamp stamped(DigestAlgorithm digest, byte[][] group, Stamps stamps) throws Exception {
    byte[] other = hash(digest, "something else".getBytes());
    byte[] root = joined(digest, new byte[][] {joined(digest, group), other});
    PartialHashtree[] tree = {new PartialHashtree(group), new PartialHashtree(other)};
    return new ArchiveTimeStamp(identifier(digest), tree, ContentInfo.getInstance(stamps.token(digest, root)));
  }

  private byte[] recordOf(DigestAlgorithm digest, byte[][] group, Stamps stamps) throws Exception {
    maker.clock.set(MakeFiles.START);
    return new EvidenceRecord(null, null, stamped(digest, group, stamps)).getEncoded("DER");
  }

  private byte[] record(DigestAlgorithm digest, List<DSSDocument> documents, Stamps stamps) throws Exception {
    byte[][] group = new byte[documents.size()][];
    for (int i = 0; i < group.length; ++i) group[i] = hash(digest, Signing.bytes(documents.get(i)));
    return recordOf(digest, group, stamps);
  }

  /** A time-stamp renewal: the next stamp is of the one before. */
  private byte[] renewed(byte[] encoded) throws Exception {
    EvidenceRecord record = EvidenceRecord.getInstance(encoded);
    ArchiveTimeStamp last = record.getArchiveTimeStampSequence().getArchiveTimeStampChains()[0].getArchiveTimestamps()[0];
    maker.clock.set(MakeFiles.START.plusSeconds(86400));
    byte[] before = hash(DigestAlgorithm.SHA256, last.getTimeStamp().getEncoded("DER"));
    return record
        .addArchiveTimeStamp(stamped(DigestAlgorithm.SHA256, new byte[][] {before}, maker.stamps()), false)
        .getEncoded("DER");
  }

  private void container() throws Exception {
    DSSDocument signed = maker.sign(Signing.Form.ASIC_E, "B", signing -> {});
    add("in-container", signed, maker.stamps(), MakeFiles.LATER);
    Stamps sha1 = maker.stamps();
    sha1.algorithm = "SHA1withRSA";
    add("in-container-stamp-sha1", signed, sha1, MakeFiles.LATER);
    Credential shortLived = maker.pki.signer("Short with a record", profile -> {
      profile.from = MakeFiles.day("2025-01-01");
      profile.to = MakeFiles.day("2025-05-01");
    });
    add("in-container-expired-since", maker.sign(Signing.Form.ASIC_E, "B", signing -> signing.signer = shortLived),
        maker.stamps(), MakeFiles.LATER);
  }

  private void add(String name, DSSDocument signed, Stamps stamps, Instant at) throws Exception {
    var digests = new ASiCEvidenceRecordDigestBuilder(signed, DigestAlgorithm.SHA256)
        .setAsicContentDocumentFilter(ASiCContentDocumentFilterFactory.allSupportedDocumentsFilter())
        .setDataObjectDigestBuilderFactory(new eu.europa.esig.dss.evidencerecord.asn1.digest.ASN1EvidenceRecordDataObjectDigestBuilderFactory())
        .buildDigestGroup();
    byte[][] group = digests.stream().map(eu.europa.esig.dss.model.Digest::getValue).toArray(byte[][]::new);
    DSSDocument record =
        new InMemoryDocument(recordOf(DigestAlgorithm.SHA256, group, stamps), "record.ers", MimeTypeEnum.BINARY);
    ASiCContainerEvidenceRecordParameters parameters = new ASiCContainerEvidenceRecordParameters();
    parameters.setContainerType(ASiCContainerType.ASiC_E);
    var service = new eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService(
        new eu.europa.esig.dss.spi.validation.CommonCertificateVerifier(true));
    DSSDocument made = service.addContainerEvidenceRecord(List.of(signed), record, parameters);
    maker.add("record-" + name + ".asice", Signing.bytes(made), "anchors.pem", at, List.of());
  }
}
