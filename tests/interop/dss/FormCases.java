import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import java.util.ArrayList;
import java.util.List;

/** Every form at every level; keys and algorithms; several signatures. */
final class FormCases {
  private final MakeFiles maker;

  FormCases(MakeFiles maker) {
    this.maker = maker;
  }

  void make() throws Exception {
    for (Signing.Form form : Signing.Form.values())
      for (String level : List.of("B", "T", "LT", "LTA"))
        maker.add(form.name().toLowerCase().replace('_', '-') + "-" + level, form, level, signing -> {});
    keys();
    several();
  }

  private void keys() throws Exception {
    maker.add("key-rsa2048", Signing.Form.ASIC_E, "B", signing -> signing.signer = maker.rsaSigner);
    maker.add("key-rsa2048-pss", Signing.Form.ASIC_E, "LT", signing -> {
      signing.signer = maker.rsaSigner;
      signing.pss = true;
    });
    for (String key : List.of("rsa3072", "p384", "p521")) {
      Credential signer = maker.pki.signer("Signer " + key, key);
      maker.add("key-" + key, Signing.Form.ENVELOPING, "B", signing -> signing.signer = signer);
    }
    for (DigestAlgorithm digest : List.of(DigestAlgorithm.SHA384, DigestAlgorithm.SHA512, DigestAlgorithm.SHA224,
        DigestAlgorithm.SHA1))
      for (String level : List.of("B", "LTA"))
        maker.add("digest-" + digest.name().toLowerCase() + "-" + level, Signing.Form.ASIC_E, level, signing -> {
          signing.signer = maker.rsaSigner;
          signing.digest = digest;
        });
    maker.add("digest-of-references-sha1", Signing.Form.ASIC_E, "B",
        signing -> signing.change = parameters -> parameters.setReferenceDigestAlgorithm(DigestAlgorithm.SHA1));
    for (int bits : List.of(1024, 1536)) {
      Credential weak = maker.pki.signer("Weak signer " + bits, "rsa" + bits);
      for (String level : List.of("B", "LTA"))
        maker.add("key-rsa" + bits + "-" + level, Signing.Form.ASIC_E, level, signing -> signing.signer = weak);
    }
  }

  private void several() throws Exception {
    for (Signing.Form form : List.of(Signing.Form.ENVELOPED, Signing.Form.ASIC_E, Signing.Form.ASIC_S)) {
      String name = form.name().toLowerCase().replace('_', '-');
      Signing signing = maker.signing(form, "LT");
      DSSDocument once = signing.sign();
      Signing second = maker.signing(form, "LT");
      second.signer = maker.rsaSigner;
      second.at = MakeFiles.START.plus(MakeFiles.YEAR.dividedBy(12));
      maker.add("two-" + name + MakeFiles.extension(form), Signing.bytes(second.sign(List.of(once))));
      if (form == Signing.Form.ASIC_S) continue;
      Signing plain = maker.signing(form, "B");
      DSSDocument signed = plain.sign();
      maker.add("counter-signed-" + name + MakeFiles.extension(form),
          Signing.bytes(plain.counterSign(signed, idOf(signed), maker.rsaSigner)));
    }
    Signing detached = maker.signing(Signing.Form.DETACHED, "LT");
    List<DSSDocument> two = new ArrayList<>(maker.dataOf(Signing.Form.ASIC_E));
    maker.add("detached-of-two.xml", Signing.bytes(detached.sign(two)), "anchors.pem", MakeFiles.LATER, two);
    maker.add("detached-of-two-one-missing.xml", Signing.bytes(maker.signing(Signing.Form.DETACHED, "B").sign(two)),
        "anchors.pem", MakeFiles.LATER, two.subList(0, 1));
  }

  private static String idOf(DSSDocument signed) {
    var validator = eu.europa.esig.dss.validation.SignedDocumentValidator.fromDocument(signed);
    validator.setCertificateVerifier(new eu.europa.esig.dss.spi.validation.CommonCertificateVerifier(true));
    return validator.getSignatures().get(0).getId();
  }
}
