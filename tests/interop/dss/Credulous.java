import eu.europa.esig.dss.enumerations.Context;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.RevocationDataVerifier;
import eu.europa.esig.dss.spi.x509.revocation.RevocationToken;
import java.util.Date;
import java.util.List;

/** Takes every answer about revocation into the file: DSS would leave out the bad ones that are to be judged. */
final class Credulous extends RevocationDataVerifier {
  @Override
  public boolean isAcceptable(RevocationToken<?> answer) {
    return true;
  }

  @Override
  public boolean isAcceptable(RevocationToken<?> answer, Date at) {
    return true;
  }

  @Override
  public boolean isAcceptable(RevocationToken<?> answer, CertificateToken issuer) {
    return true;
  }

  @Override
  public boolean isAcceptable(RevocationToken<?> answer, CertificateToken issuer, Date at) {
    return true;
  }

  @Override
  public boolean isAcceptable(RevocationToken<?> answer, CertificateToken issuer, List<CertificateToken> chain, Date at) {
    return true;
  }

  @Override
  public boolean isRevocationDataFresh(RevocationToken<?> answer, Date at, Context context) {
    return true;
  }
}
