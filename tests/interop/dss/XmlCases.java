import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.SignerLocation;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.reference.Base64Transform;
import eu.europa.esig.dss.xades.reference.CanonicalizationTransform;
import eu.europa.esig.dss.xades.reference.DSSReference;
import eu.europa.esig.dss.xades.reference.DSSTransform;
import eu.europa.esig.dss.xades.reference.EnvelopedSignatureTransform;
import eu.europa.esig.dss.xades.reference.XPath2FilterEnvelopedSignatureTransform;
import eu.europa.esig.dss.xades.reference.XPath2FilterTransform;
import eu.europa.esig.dss.xades.reference.XPathEnvelopedSignatureTransform;
import eu.europa.esig.dss.xades.reference.XPathTransform;
import eu.europa.esig.dss.xml.common.definition.DSSNamespace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.crypto.dsig.CanonicalizationMethod;

/** How XML is made canonical, what references transform, and what is in a signature besides. */
final class XmlCases {
  private static final Map<String, String> METHODS =
      Map.of(
          "inclusive", CanonicalizationMethod.INCLUSIVE,
          "inclusive-comments", CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
          "inclusive11", "http://www.w3.org/2006/12/xml-c14n11",
          "exclusive", CanonicalizationMethod.EXCLUSIVE,
          "exclusive-comments", CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS);
  private final MakeFiles maker;

  XmlCases(MakeFiles maker) {
    this.maker = maker;
  }

  private void enveloped(String name, String level, Consumer<XAdESSignatureParameters> change) throws Exception {
    maker.add("xml-" + name, Signing.Form.ENVELOPED, level, signing -> signing.change = change);
  }

  void make() throws Exception {
    for (String method : new java.util.TreeSet<>(METHODS.keySet())) {
      String uri = METHODS.get(method);
      enveloped("c14n-" + method, "LTA", parameters -> {
        parameters.setSignedInfoCanonicalizationMethod(uri);
        parameters.setSignedPropertiesCanonicalizationMethod(uri);
        parameters.setReferences(List.of(reference("", new EnvelopedSignatureTransform(), new CanonicalizationTransform(uri))));
      });
    }
    transforms();
    besides();
  }

  private DSSReference reference(String uri, DSSTransform... transforms) {
    DSSReference reference = new DSSReference();
    reference.setId("r-1");
    reference.setUri(uri);
    reference.setContents(maker.dataOf(Signing.Form.ENVELOPED).get(0));
    reference.setDigestMethodAlgorithm(DigestAlgorithm.SHA256);
    reference.setTransforms(new ArrayList<>(List.of(transforms)));
    return reference;
  }

  private void transforms() throws Exception {
    DSSTransform exclusive = new CanonicalizationTransform(CanonicalizationMethod.EXCLUSIVE);
    enveloped("transform-xpath-enveloped", "LT", parameters ->
        parameters.setReferences(List.of(reference("", new XPathEnvelopedSignatureTransform(), exclusive))));
    enveloped("transform-filter2-enveloped", "LT", parameters ->
        parameters.setReferences(List.of(reference("", new XPath2FilterEnvelopedSignatureTransform(), exclusive))));
    enveloped("transform-xpath-any", "B", parameters ->
        parameters.setReferences(List.of(reference("", new EnvelopedSignatureTransform(),
            new XPathTransform("not(ancestor-or-self::*[local-name()='price'])"), exclusive))));
    enveloped("transform-filter2-any", "B", parameters ->
        parameters.setReferences(List.of(reference("", new EnvelopedSignatureTransform(),
            new XPath2FilterTransform("//*[local-name()='price']", "subtract"), exclusive))));
    enveloped("transform-enveloped-alone", "LT", parameters ->
        parameters.setReferences(List.of(reference("", new EnvelopedSignatureTransform()))));
    maker.add("xml-embedded", Signing.Form.ENVELOPING, "LT",
        signing -> signing.change = parameters -> parameters.setEmbedXML(true));
    Signing manifest = maker.signing(Signing.Form.ENVELOPING, "B");
    manifest.change = parameters -> parameters.setManifestSignature(true);
    List<DSSDocument> listed = maker.dataOf(Signing.Form.ASIC_E);
    DSSDocument list = new eu.europa.esig.dss.xades.signature.ManifestBuilder(DigestAlgorithm.SHA256, listed).build();
    maker.add("xml-manifest.xml", Signing.bytes(manifest.sign(List.of(list))), "anchors.pem", MakeFiles.LATER, listed);
    Signing text = maker.signing(Signing.Form.ENVELOPING, "LT");
    maker.add("xml-enveloping-text.xml", Signing.bytes(text.sign(maker.dataOf(Signing.Form.DETACHED))));
  }

  private void besides() throws Exception {
    enveloped("signing-certificate-v1", "LTA", parameters -> parameters.setEn319132(false));
    enveloped("signing-certificate-sha1", "LT",
        parameters -> parameters.setSigningCertificateDigestMethod(DigestAlgorithm.SHA1));
    enveloped("signing-certificate-sha512", "LT",
        parameters -> parameters.setSigningCertificateDigestMethod(DigestAlgorithm.SHA512));
    enveloped("key-info-signed", "LT", parameters -> parameters.setSignKeyInfo(true));
    enveloped("subject-name", "LT", parameters -> parameters.setAddX509SubjectName(true));
    enveloped("printed-prettily", "LTA", parameters -> parameters.setPrettyPrint(true));
    enveloped("other-prefixes", "LTA", parameters -> {
      parameters.setXmldsigNamespace(new DSSNamespace("http://www.w3.org/2000/09/xmldsig#", "dsig"));
      parameters.setXadesNamespace(new DSSNamespace("http://uri.etsi.org/01903/v1.3.2#", "etsi"));
    });
    enveloped("role-and-place", "LT", parameters -> {
      parameters.bLevel().setClaimedSignerRoles(List.of("Төрага", "секретарь"));
      SignerLocation place = new SignerLocation();
      place.setCountry("KG");
      place.setLocality("Бишкек");
      parameters.bLevel().setSignerLocation(place);
    });
    enveloped("policy-implied", "LT", parameters ->
        parameters.bLevel().setSignaturePolicy(new eu.europa.esig.dss.model.Policy()));
    enveloped("policy-explicit", "LT", parameters -> {
      eu.europa.esig.dss.model.Policy policy = new eu.europa.esig.dss.model.Policy();
      policy.setId("urn:oid:1.2.3.4.5");
      policy.setDigestAlgorithm(DigestAlgorithm.SHA256);
      policy.setDigestValue(new byte[32]);
      parameters.bLevel().setSignaturePolicy(policy);
    });
    enveloped("commitment", "LT", parameters -> parameters.bLevel().setCommitmentTypeIndications(
        List.of(eu.europa.esig.dss.enumerations.CommitmentTypeEnum.ProofOfApproval)));
    keyValue();
    contentStamp();
  }

  /** KeyValue and KeyName beside the certificate, as xmlsec and .NET write them: KeyInfo is not signed. */
  private void keyValue() throws Exception {
    String signed = new String(
        Signing.bytes(maker.sign(Signing.Form.ENVELOPING, "B", signing -> signing.signer = maker.rsaSigner)),
        StandardCharsets.UTF_8);
    var key = (java.security.interfaces.RSAPublicKey) maker.rsaSigner.token().getPublicKey();
    String value = "<ds:KeyInfo><ds:KeyName>any</ds:KeyName><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>"
        + java.util.Base64.getEncoder().encodeToString(key.getModulus().toByteArray())
        + "</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>";
    maker.add("xml-key-value.xml",
        TamperedCases.replace(signed, "<ds:KeyInfo>", value).getBytes(StandardCharsets.UTF_8));
  }

  private void contentStamp() throws Exception {
    Signing signing = maker.signing(Signing.Form.ENVELOPING, "LT");
    DSSDocument data = maker.dataOf(Signing.Form.ENVELOPING).get(0);
    var service = new eu.europa.esig.dss.xades.signature.XAdESService(
        new eu.europa.esig.dss.spi.validation.CommonCertificateVerifier(true));
    service.setTspSource(maker.stamps());
    maker.clock.set(MakeFiles.START.minusSeconds(60));
    signing.change = parameters -> {
      if (parameters.getSignaturePackaging() != null)
        parameters.setContentTimestamps(List.of(service.getContentTimestamp(data, parameters)));
    };
    maker.add("xml-content-stamp.xml", Signing.bytes(signing.sign()));
  }
}
