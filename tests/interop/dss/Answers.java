import eu.europa.esig.dss.crl.CRLUtils;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLToken;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPToken;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Answers about revocation: OCSP by the responder about what the issuing authority issued (lists, when there is none), and the
 * root's list about the issuing authority.
 */
final class Answers {
  private final Credential responder;
  private final Pki pki;
  private final Supplier<Instant> clock;
  private final Map<BigInteger, Instant> revoked = new HashMap<>();

  String digest = "SHA256";
  String listDigest = "SHA256";
  ASN1ObjectIdentifier idDigest = OIWObjectIdentifiers.idSHA1;
  Duration age = Duration.ZERO; // of thisUpdate
  Duration validity = Duration.ofDays(7);
  boolean nextUpdateMissing;
  boolean unknown;
  boolean withoutCertificate;
  boolean ofAnother;
  IssuingDistributionPoint scope;

  Answers(Credential responder, Pki pki, Supplier<Instant> clock) {
    this.responder = responder;
    this.pki = pki;
    this.clock = clock;
  }

  Answers revoke(Credential credential, Instant at) {
    revoked.put(credential.certificate().getSerialNumber(), at);
    return this;
  }

  OCSPSource ocsp() {
    return (certificate, issuer) ->
        responder == null || !same(issuer, pki.issuing) ? null : ocspToken(certificate, issuer);
  }

  CRLSource lists() {
    return (certificate, issuer) -> {
      if (same(issuer, pki.root)) return listToken(certificate, issuer, pki.root);
      return responder == null && same(issuer, pki.issuing) ? listToken(certificate, issuer, pki.issuing) : null;
    };
  }

  private static boolean same(CertificateToken token, Credential credential) {
    return token.equals(credential.token());
  }

  private Date thisUpdate() {
    return Date.from(clock.get().minus(age));
  }

  private Date nextUpdate() {
    return Date.from(clock.get().minus(age).plus(validity));
  }

  private JcaContentSignerBuilder signer(Credential credential, String digestName) {
    return new JcaContentSignerBuilder(digestName + "with" + (credential.isRsa() ? "RSA" : "ECDSA"));
  }

  private OCSPToken ocspToken(CertificateToken certificate, CertificateToken issuer) {
    try {
      BasicOCSPResp answer = answer(certificate);
      OCSPToken token = new OCSPToken(answer, answer.getResponses()[0], certificate, issuer);
      token.setExternalOrigin(RevocationOrigin.EXTERNAL);
      return token;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private BasicOCSPResp answer(CertificateToken certificate) throws Exception {
    BigInteger serial = certificate.getSerialNumber();
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    CertificateID id =
        new CertificateID(
            digests.get(new AlgorithmIdentifier(idDigest)),
            pki.issuing.certificate(),
            ofAnother ? serial.add(BigInteger.valueOf(100000)) : serial);
    Instant at = revoked.get(serial);
    CertificateStatus status =
        unknown
            ? new UnknownStatus()
            : at == null ? CertificateStatus.GOOD : new RevokedStatus(Date.from(at), CRLReason.keyCompromise);
    BasicOCSPRespBuilder builder =
        new BasicOCSPRespBuilder(
            responder.certificate().getSubjectPublicKeyInfo(), digests.get(RespID.HASH_SHA1));
    builder.addResponse(id, status, thisUpdate(), nextUpdateMissing ? null : nextUpdate(), null);
    return builder.build(
        signer(responder, digest).build(responder.key()),
        withoutCertificate ? null : new X509CertificateHolder[] {responder.certificate()},
        Date.from(clock.get()));
  }

  private CRLToken listToken(CertificateToken certificate, CertificateToken issuer, Credential authority) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(authority.certificate().getSubject(), thisUpdate());
      builder.setNextUpdate(nextUpdate());
      for (var entry : revoked.entrySet())
        builder.addCRLEntry(entry.getKey(), Date.from(entry.getValue()), CRLReason.keyCompromise);
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils()
              .createAuthorityKeyIdentifier(authority.certificate().getSubjectPublicKeyInfo()));
      if (scope != null) builder.addExtension(Extension.issuingDistributionPoint, true, scope);
      byte[] list = builder.build(signer(authority, listDigest).build(authority.key())).getEncoded();
      CRLToken token = new CRLToken(certificate, CRLUtils.buildCRLValidity(CRLUtils.buildCRLBinary(list), issuer));
      token.setExternalOrigin(RevocationOrigin.EXTERNAL);
      return token;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
