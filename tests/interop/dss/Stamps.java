import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;

/** A time-stamp authority in this process, with every habit and fault that one may have. */
final class Stamps implements TSPSource {
  private final transient Credential authority;
  private final transient Supplier<Instant> clock;
  private long serial = 1;

  String algorithm = "SHA256withRSA";
  DigestAlgorithm essDigest = DigestAlgorithm.SHA256; // SHA1: the attribute of RFC 2634
  boolean essNamesIssuers;
  boolean essMissing;
  boolean certificatesMissing;
  boolean imprintWrong;

  Stamps(Credential authority, Supplier<Instant> clock) {
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public TimestampBinary getTimeStampResponse(DigestAlgorithm digest, byte[] value) {
    try {
      return new TimestampBinary(token(digest, value));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  byte[] token(DigestAlgorithm digest, byte[] value) throws Exception {
    byte[] imprint = value.clone();
    if (imprintWrong) imprint[0] ^= 1;
    TSTInfo info =
        new TSTInfo(
            new ASN1ObjectIdentifier("1.2.3.4.1"),
            new MessageImprint(new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest.getOid())), imprint),
            new ASN1Integer(BigInteger.valueOf(serial++)),
            new ASN1GeneralizedTime(Date.from(clock.get())),
            null,
            ASN1Boolean.FALSE,
            null,
            null,
            null);
    JcaSignerInfoGeneratorBuilder signer =
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
    signer.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes()));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        signer.build(new JcaContentSignerBuilder(algorithm).build(authority.key()), authority.certificate()));
    if (!certificatesMissing) generator.addCertificates(new CollectionStore<>(certificates()));
    return generator
        .generate(new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded("DER")), true)
        .toASN1Structure()
        .getEncoded("DER");
  }

  private List<X509CertificateHolder> certificates() {
    List<X509CertificateHolder> all = new ArrayList<>();
    for (Credential one : authority.path()) if (one.issuer() != null) all.add(one.certificate());
    return all.isEmpty() ? List.of(authority.certificate()) : all;
  }

  private AttributeTable attributes() throws Exception {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    if (essMissing) return new AttributeTable(attributes);
    List<X509CertificateHolder> named = essNamesIssuers ? certificates() : List.of(authority.certificate());
    MessageDigest digest = MessageDigest.getInstance(essDigest.getJavaName());
    if (essDigest == DigestAlgorithm.SHA1) {
      // There is no constructor for several: the structure is the same sequence.
      ASN1EncodableVector identifiers = new ASN1EncodableVector();
      for (X509CertificateHolder one : named) identifiers.add(new ESSCertID(digest.digest(one.getEncoded())));
      attributes.add(
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificate,
              new DERSet(
                  SigningCertificate.getInstance(
                      new org.bouncycastle.asn1.DERSequence(new org.bouncycastle.asn1.DERSequence(identifiers))))));
    } else {
      ESSCertIDv2[] identifiers = new ESSCertIDv2[named.size()];
      for (int i = 0; i < identifiers.length; ++i)
        identifiers[i] =
            new ESSCertIDv2(
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(essDigest.getOid())),
                digest.digest(named.get(i).getEncoded()));
      attributes.add(
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(new SigningCertificateV2(identifiers))));
    }
    return new AttributeTable(attributes);
  }
}
