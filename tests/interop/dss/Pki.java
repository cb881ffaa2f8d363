import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root, an issuing authority below it, and whatever certificates the files need. Their times are fixed. */
final class Pki {
  private final Map<String, KeyPair> keys = new HashMap<>();
  private final AtomicLong serial = new AtomicLong(1000);

  final Credential root;
  final Credential issuing;
  final Credential otherRoot;

  Pki() throws Exception {
    root = authority("Test root", "rsa2048", null);
    issuing = authority("Test issuing authority", "rsa2048-issuing", root);
    otherRoot = authority("Another root", "rsa2048-other", null);
  }

  /** What a certificate says; the rest is usual. */
  static final class Profile {
    String key = "p256";
    Credential issuer;
    String digest = "SHA256";
    Instant from = Instant.parse("2020-01-01T00:00:00Z");
    Instant to = Instant.parse("2040-01-01T00:00:00Z");
    Integer usage = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
    KeyPurposeId purpose;
    boolean purposeCritical = true;
    boolean noCheck;
    ASN1ObjectIdentifier unknownCritical;
  }

  Credential signer(String name, Consumer<Profile> change) throws Exception {
    Profile profile = new Profile();
    profile.issuer = issuing;
    change.accept(profile);
    return issue(name, profile, null);
  }

  Credential signer(String name, String key) throws Exception {
    return signer(name, profile -> profile.key = key);
  }

  Credential stampAuthority(String name, Consumer<Profile> change) throws Exception {
    return signer(
        name,
        profile -> {
          profile.key = "rsa2048-stamps";
          profile.usage = KeyUsage.digitalSignature;
          profile.purpose = KeyPurposeId.id_kp_timeStamping;
          change.accept(profile);
        });
  }

  Credential responder(String name, Consumer<Profile> change) throws Exception {
    return signer(
        name,
        profile -> {
          profile.key = "rsa2048-answers";
          profile.usage = KeyUsage.digitalSignature;
          profile.purpose = KeyPurposeId.id_kp_OCSPSigning;
          profile.purposeCritical = false;
          profile.noCheck = true;
          change.accept(profile);
        });
  }

  Credential authority(String name, String key, Credential issuer) throws Exception {
    Profile profile = new Profile();
    profile.key = key;
    profile.issuer = issuer;
    profile.from = Instant.parse("2010-01-01T00:00:00Z");
    profile.to = Instant.parse("2060-01-01T00:00:00Z");
    profile.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return issue(name, profile, new BasicConstraints(true));
  }

  private Credential issue(String name, Profile profile, BasicConstraints authority) throws Exception {
    KeyPair pair = keyPair(profile.key);
    X500Name subject = new X500Name("C=KG,O=Test,CN=" + name);
    Credential issuer = profile.issuer;
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer == null ? subject : issuer.certificate().getSubject(),
            BigInteger.valueOf(serial.incrementAndGet()),
            Date.from(profile.from),
            Date.from(profile.to),
            subject,
            pair.getPublic());
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(pair.getPublic()));
    if (issuer != null)
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(issuer.certificate().getSubjectPublicKeyInfo()));
    if (issuer != null) addServices(builder, authority != null);
    if (authority != null) builder.addExtension(Extension.basicConstraints, true, authority);
    if (profile.usage != null) builder.addExtension(Extension.keyUsage, true, new KeyUsage(profile.usage));
    if (profile.purpose != null)
      builder.addExtension(
          Extension.extendedKeyUsage, profile.purposeCritical, new ExtendedKeyUsage(profile.purpose));
    if (profile.noCheck)
      builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
    if (profile.unknownCritical != null) builder.addExtension(profile.unknownCritical, true, DERNull.INSTANCE);
    KeyPair signing = issuer == null ? pair : new KeyPair(null, issuer.key());
    String algorithm = profile.digest + "with" + (signing.getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
    return new Credential(
        pair.getPrivate(),
        builder.build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate())),
        issuer);
  }

  static DistributionPointName listPlace() {
    GeneralName list = new GeneralName(GeneralName.uniformResourceIdentifier, "http://pki.invalid/list.crl");
    return new DistributionPointName(new GeneralNames(list));
  }

  /** Where answers come from: nobody asks there, but DSS takes no answer about a certificate that names no place. */
  private static void addServices(X509v3CertificateBuilder builder, boolean authority) throws Exception {
    DistributionPoint[] points = {new DistributionPoint(listPlace(), null, null)};
    builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
    if (authority) return;
    GeneralName responder = new GeneralName(GeneralName.uniformResourceIdentifier, "http://pki.invalid/ocsp");
    builder.addExtension(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, responder));
  }

  /** One pair for each name: {@code rsaBITS} or {@code pBITS}, and what follows a hyphen distinguishes pairs. */
  private synchronized KeyPair keyPair(String name) throws Exception {
    KeyPair known = keys.get(name);
    if (known != null) return known;
    String kind = name.split("-")[0];
    KeyPairGenerator generator;
    if (kind.startsWith("rsa")) {
      generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(Integer.parseInt(kind.substring(3)));
    } else {
      generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp" + kind.substring(1) + "r1"));
    }
    KeyPair made = generator.generateKeyPair();
    keys.put(name, made);
    return made;
  }
}
