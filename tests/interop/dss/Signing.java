import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESCounterSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Signs as DSS does, up to a level; what is not said is usual. The clock continues a day before the archive time stamp. */
final class Signing {
  enum Form {
    ENVELOPED,
    ENVELOPING,
    DETACHED,
    ASIC_S,
    ASIC_E
  }

  /** The time at which everything in this process happens. */
  static final class Clock implements Supplier<Instant> {
    private Instant now;

    Clock(Instant start) {
      now = start;
    }

    @Override
    public Instant get() {
      return now;
    }

    void set(Instant at) {
      now = at;
    }
  }

  private final Pki pki;
  private final Clock clock;
  private final List<DSSDocument> data;
  Credential signer;
  Form form = Form.ASIC_E;
  String level = "B";
  DigestAlgorithm digest = DigestAlgorithm.SHA256;
  boolean pss;
  Stamps stamps;
  Stamps archiveStamps;
  Answers answers;
  Instant at;
  Duration untilStamp = Duration.ofMinutes(1);
  Duration untilAnswers = Duration.ofHours(1);
  Duration untilArchive = Duration.ofDays(1);
  Consumer<XAdESSignatureParameters> change = parameters -> {};

  Signing(Pki pki, Clock clock, Instant at, Credential signer, Stamps stamps, Answers answers, List<DSSDocument> data) {
    this.pki = pki;
    this.clock = clock;
    this.at = at;
    this.signer = signer;
    this.stamps = stamps;
    this.archiveStamps = stamps;
    this.answers = answers;
    this.data = data;
  }

  private CommonCertificateVerifier verifier() {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(pki.root.token());
    trusted.addCertificate(pki.otherRoot.token());
    verifier.setTrustedCertSources(trusted);
    verifier.setOcspSource(answers.ocsp());
    verifier.setCrlSource(answers.lists());
    verifier.setRevocationDataVerifier(new Credulous());
    verifier.setAlertOnExpiredCertificate(new SilentOnStatusAlert());
    verifier.setAlertOnNotYetValidCertificate(new SilentOnStatusAlert());
    verifier.setAlertOnInvalidSignature(new SilentOnStatusAlert());
    verifier.setAlertOnInvalidTimestamp(new SilentOnStatusAlert());
    verifier.setAlertOnMissingRevocationData(new SilentOnStatusAlert());
    verifier.setAlertOnNoRevocationAfterBestSignatureTime(new SilentOnStatusAlert());
    verifier.setAlertOnRevokedCertificate(new SilentOnStatusAlert());
    verifier.setAlertOnUncoveredPOE(new SilentOnStatusAlert());
    verifier.setAugmentationAlertOnHigherSignatureLevel(new SilentOnStatusAlert());
    return verifier;
  }

  private <P extends XAdESSignatureParameters> P fill(P parameters) {
    parameters.setSignatureLevel(SignatureLevel.XAdES_BASELINE_B);
    parameters.setSigningCertificate(signer.token());
    parameters.setCertificateChain(signer.chain());
    parameters.setDigestAlgorithm(digest);
    if (pss) parameters.setEncryptionAlgorithm(EncryptionAlgorithm.RSASSA_PSS);
    parameters.bLevel().setSigningDate(Date.from(at));
    parameters.setCheckCertificateRevocation(false);
    return parameters;
  }

  SignatureValue value(ToBeSigned data) throws Exception {
    String key = signer.isRsa() ? "RSA" : "ECDSA";
    String name = digest.getJavaName().replace("-", "");
    Signature signature;
    if (pss) {
      signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec(
              digest.getJavaName(),
              "MGF1",
              new MGF1ParameterSpec(digest.getJavaName()),
              digest.getSaltLength(),
              1));
    } else {
      signature = Signature.getInstance(name + "with" + key);
    }
    signature.initSign(signer.key());
    signature.update(data.getBytes());
    EncryptionAlgorithm encryption =
        pss ? EncryptionAlgorithm.RSASSA_PSS : signer.isRsa() ? EncryptionAlgorithm.RSA : EncryptionAlgorithm.ECDSA;
    return new SignatureValue(SignatureAlgorithm.getAlgorithm(encryption, digest), signature.sign());
  }

  DSSDocument sign() throws Exception {
    return sign(data);
  }

  /** Signs these instead: a signed file gets one signature more. */
  DSSDocument sign(List<DSSDocument> documents) throws Exception {
    clock.set(at);
    DSSDocument signed = isContainer() ? signContainer(documents) : signXml(documents);
    return raise(signed, documents);
  }

  private boolean isContainer() {
    return form == Form.ASIC_E || form == Form.ASIC_S;
  }

  private ASiCWithXAdESSignatureParameters containerParameters() {
    ASiCWithXAdESSignatureParameters parameters = fill(new ASiCWithXAdESSignatureParameters());
    parameters.aSiC().setContainerType(form == Form.ASIC_E ? ASiCContainerType.ASiC_E : ASiCContainerType.ASiC_S);
    return parameters;
  }

  private DSSDocument signContainer(List<DSSDocument> documents) throws Exception {
    ASiCWithXAdESService service = new ASiCWithXAdESService(verifier());
    service.setTspSource(stamps);
    ASiCWithXAdESSignatureParameters parameters = containerParameters();
    change.accept(parameters);
    return service.signDocument(documents, parameters, value(service.getDataToSign(documents, parameters)));
  }

  private DSSDocument signXml(List<DSSDocument> documents) throws Exception {
    XAdESService service = new XAdESService(verifier());
    service.setTspSource(stamps);
    XAdESSignatureParameters parameters = fill(new XAdESSignatureParameters());
    parameters.setSignaturePackaging(SignaturePackaging.valueOf(form.name()));
    change.accept(parameters);
    if (documents.size() == 1)
      return service.signDocument(
          documents.get(0), parameters, value(service.getDataToSign(documents.get(0), parameters)));
    return service.signDocument(documents, parameters, value(service.getDataToSign(documents, parameters)));
  }

  DSSDocument raise(DSSDocument signed, List<DSSDocument> contents) {
    List<String> levels = List.of("B", "T", "LT", "LTA");
    List<Duration> waits = List.of(Duration.ZERO, untilStamp, untilAnswers, untilArchive);
    for (String next : levels.subList(1, levels.indexOf(level) + 1)) {
      clock.set(clock.get().plus(waits.get(levels.indexOf(next))));
      signed = extend(signed, next, contents);
    }
    return signed;
  }

  DSSDocument extend(DSSDocument signed, String to, List<DSSDocument> contents) {
    SignatureLevel target = SignatureLevel.valueOf("XAdES_BASELINE_" + to);
    Stamps used = to.equals("LTA") ? archiveStamps : stamps;
    if (isContainer()) {
      ASiCWithXAdESService service = new ASiCWithXAdESService(verifier());
      service.setTspSource(used);
      ASiCWithXAdESSignatureParameters parameters = containerParameters();
      change.accept(parameters);
      parameters.setSignatureLevel(target);
      return service.extendDocument(signed, parameters);
    }
    XAdESService service = new XAdESService(verifier());
    service.setTspSource(used);
    XAdESSignatureParameters parameters = fill(new XAdESSignatureParameters());
    change.accept(parameters);
    parameters.setSignatureLevel(target);
    if (form == Form.DETACHED) parameters.setDetachedContents(new ArrayList<>(contents));
    return service.extendDocument(signed, parameters);
  }

  /** Another signature over the signature value of the first. */
  DSSDocument counterSign(DSSDocument signed, String id, Credential by) throws Exception {
    Credential first = signer;
    signer = by;
    XAdESCounterSignatureParameters parameters = fill(new XAdESCounterSignatureParameters());
    parameters.setSignatureIdToCounterSign(id);
    DSSDocument made;
    if (isContainer()) {
      ASiCWithXAdESService service = new ASiCWithXAdESService(verifier());
      ToBeSigned data = service.getDataToBeCounterSigned(signed, parameters);
      made = service.counterSignSignature(signed, parameters, value(data));
    } else {
      XAdESService service = new XAdESService(verifier());
      ToBeSigned data = service.getDataToBeCounterSigned(signed, parameters);
      made = service.counterSignSignature(signed, parameters, value(data));
    }
    signer = first;
    return made;
  }

  static byte[] bytes(DSSDocument document) {
    return DSSUtils.toByteArray(document);
  }
}
