import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** A key with its certificate, and the credential that issued it (null: itself). */
record Credential(PrivateKey key, X509CertificateHolder certificate, Credential issuer) {
  CertificateToken token() {
    try {
      return DSSUtils.loadCertificate(certificate.getEncoded());
    } catch (java.io.IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** From this one up to the root. */
  List<Credential> path() {
    List<Credential> path = new ArrayList<>();
    for (Credential next = this; next != null; next = next.issuer) path.add(next);
    return path;
  }

  List<CertificateToken> chain() {
    return path().stream().map(Credential::token).toList();
  }

  boolean isRsa() {
    return key.getAlgorithm().equals("RSA");
  }
}
