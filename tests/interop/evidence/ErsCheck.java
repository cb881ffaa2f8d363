import java.io.FileReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.tsp.ers.ERSArchiveTimeStampGenerator;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSData;
import org.bouncycastle.tsp.ers.ERSDataGroup;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.bouncycastle.tsp.ers.ERSEvidenceRecordGenerator;
import org.bouncycastle.util.CollectionStore;

/** Bouncy Castle verifies our evidence records, and makes others for us: {@code ErsCheck KEYRING FOLDER}. */
public final class ErsCheck {
  private static Path folder;
  private static DigestCalculatorProvider digests;
  private static SignerInformationVerifier verifier;
  private static TimeStampResponseGenerator authority;
  private static final TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
  private static int serial = 1;

  public static void main(String[] arguments) throws Exception {
    java.security.Security.addProvider(new BouncyCastleProvider());
    Path keyring = Path.of(arguments[0]);
    folder = Path.of(arguments[1]);
    digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
    openAuthority(keyring);

    verify("single.ers", data("a"));
    verify("group.ers", group());
    verify("renewed.ers", group());
    verify("rehashed.ers", group());
    refuse("group.ers", new ERSDataGroup(data("a"), data("c")));
    refuse("rehashed.ers", new ERSDataGroup(data("a"), data("c")));

    make();
    System.out.println("evidence records pass in both directions");
  }

  private static Object read(Path file) throws Exception {
    try (PEMParser parser = new PEMParser(new FileReader(file.toFile()))) {
      return parser.readObject();
    }
  }

  private static void openAuthority(Path keyring) throws Exception {
    X509CertificateHolder certificate = (X509CertificateHolder) read(keyring.resolve("services/tsa.pem"));
    X509CertificateHolder issuer = (X509CertificateHolder) read(keyring.resolve("authority/issuing.pem"));
    PrivateKey key =
        new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) read(keyring.resolve("services/tsa.key")));
    verifier = new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate);
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider("BC")
                .build("SHA256withRSA", key, new JcaX509CertificateConverter().getCertificate(certificate)),
            sha(NISTObjectIdentifiers.id_sha256),
            new ASN1ObjectIdentifier("1.2.3.4.1"));
    tokens.addCertificates(new CollectionStore<>(List.of(certificate, issuer)));
    authority = new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
    requests.setCertReq(true);
  }

  private static DigestCalculator sha(ASN1ObjectIdentifier algorithm) throws Exception {
    return digests.get(new AlgorithmIdentifier(algorithm));
  }

  private static ERSData data(String name) throws Exception {
    return new ERSByteData(Files.readAllBytes(folder.resolve(name)));
  }

  private static ERSDataGroup group() throws Exception {
    return new ERSDataGroup(data("a"), data("b"));
  }

  private static void verify(String name, ERSData data) throws Exception {
    ERSEvidenceRecord record = new ERSEvidenceRecord(Files.readAllBytes(folder.resolve(name)), digests);
    record.validatePresent(data, new Date());
    record.validate(verifier);
  }

  private static void refuse(String name, ERSData data) throws Exception {
    try {
      verify(name, data);
    } catch (org.bouncycastle.tsp.ers.ERSException expected) {
      return;
    }
    throw new AssertionError(name + " passes for other data");
  }

  private static TimeStampResponse stamp(TimeStampRequest request) throws Exception {
    return authority.generate(request, BigInteger.valueOf(serial++), new Date());
  }

  private static ERSEvidenceRecord firstOf(ERSData... objects) throws Exception {
    ERSArchiveTimeStampGenerator generator = new ERSArchiveTimeStampGenerator(sha(NISTObjectIdentifiers.id_sha256));
    generator.addAllData(List.of(objects));
    TimeStampResponse response = stamp(generator.generateTimeStampRequest(requests));
    return new ERSEvidenceRecordGenerator(digests)
        .generate(generator.generateArchiveTimeStamps(response))
        .get(0);
  }

  private static void write(String name, ERSEvidenceRecord record) throws Exception {
    Files.write(folder.resolve(name), record.getEncoded());
  }

  private static void make() throws Exception {
    write("bc-alone.ers", firstOf(data("a")));
    write("bc-single.ers", firstOf(data("a"), data("b"), data("c"), group()));
    ERSEvidenceRecord record = firstOf(group(), data("c"), new ERSDataGroup(data("b"), data("c")));
    write("bc-group.ers", record);
    record = record.renewTimeStamp(stamp(record.generateTimeStampRenewalRequest(requests)));
    write("bc-renewed.ers", record);
    DigestCalculator sha512 = sha(NISTObjectIdentifiers.id_sha512);
    record = record.renewHash(sha512, group(), stamp(record.generateHashRenewalRequest(sha512, group(), requests)));
    write("bc-rehashed.ers", record);
  }
}
