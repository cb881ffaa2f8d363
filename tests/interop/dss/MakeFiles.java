import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.MimeTypeEnum;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the files are made with: keys, authorities and answers of this process. Each family of files has its own clock. */
final class MakeFiles {
  static final Instant START = Instant.parse("2025-03-03T09:00:00Z");
  static final Instant LATER = Instant.parse("2025-06-01T12:00:00Z");

  final Pki pki;
  final CaseFolder folder;
  final Signing.Clock clock = new Signing.Clock(START);
  final Credential signer;
  final Credential rsaSigner;
  final Credential stampAuthority;
  final Credential responder;

  MakeFiles(Pki pki, CaseFolder folder) throws Exception {
    this.pki = pki;
    this.folder = folder;
    signer = pki.signer("Signer", "p256");
    rsaSigner = pki.signer("RSA signer", "rsa2048-signer");
    stampAuthority = pki.stampAuthority("Time stamps", profile -> {});
    responder = pki.responder("Responder", profile -> {});
  }

  private interface Family {
    void make(MakeFiles maker) throws Exception;
  }

  /** Makes all of them, on all cores. */
  static void all(Path path) throws Exception {
    Pki pki = new Pki();
    CaseFolder folder = new CaseFolder(path);
    folder.anchors("anchors.pem", pki.root);
    folder.anchors("other.pem", pki.otherRoot);
    List<Family> families =
        List.of(
            maker -> new TrustCases(maker).make(),
            maker -> new StampCases(maker).make(),
            maker -> new AnswerCases(maker).make(),
            maker -> new FormCases(maker).make(),
            maker -> new XmlCases(maker).make(),
            maker -> new TamperedCases(maker).make(),
            maker -> new ContainerCases(maker).make(),
            maker -> new RecordCases(maker).make());
    OnAllCores.each(
        families,
        family -> {
          family.make(new MakeFiles(pki, folder));
          return null;
        });
    System.out.println(folder.close() + " files made");
  }

  Stamps stamps() {
    return new Stamps(stampAuthority, clock);
  }

  Answers answers() {
    return new Answers(responder, pki, clock);
  }

  static DSSDocument xml(String text, String name) {
    return new InMemoryDocument(text.getBytes(StandardCharsets.UTF_8), name, MimeTypeEnum.XML);
  }

  static DSSDocument text(String text, String name) {
    return new InMemoryDocument(text.getBytes(StandardCharsets.UTF_8), name, MimeTypeEnum.TEXT);
  }

  static final String CONTRACT =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<c:contract xmlns:c=\"urn:c\" xmlns:unused=\"urn:u\" b=\"2\" a=\"1\">\n"
          + "  <!-- a comment --><c:price>100 &lt; сом</c:price>\n</c:contract>\n";

  List<DSSDocument> dataOf(Signing.Form form) {
    List<DSSDocument> data = new ArrayList<>();
    switch (form) {
      case ENVELOPED, ENVELOPING -> data.add(xml(CONTRACT, "contract.xml"));
      case DETACHED, ASIC_S -> data.add(text("Протокол 1\n", "protocol.txt"));
      case ASIC_E -> {
        data.add(text("Протокол 1\n", "protocol.txt"));
        data.add(xml(CONTRACT, "contract.xml"));
      }
    }
    return data;
  }

  Signing signing(Signing.Form form, String level) {
    Signing signing = new Signing(pki, clock, START, signer, stamps(), answers(), dataOf(form));
    signing.form = form;
    signing.level = level;
    return signing;
  }

  DSSDocument sign(Signing.Form form, String level, Consumer<Signing> change) throws Exception {
    Signing signing = signing(form, level);
    change.accept(signing);
    return signing.sign();
  }

  static String extension(Signing.Form form) {
    return switch (form) {
      case ASIC_S -> ".asics";
      case ASIC_E -> ".asice";
      default -> ".xml";
    };
  }

  /** Makes and adds a file with its usual anchors, judged some months later. */
  void add(String name, Signing.Form form, String level, Consumer<Signing> change) throws Exception {
    add(name, form, level, LATER, change);
  }

  void add(String name, Signing.Form form, String level, Instant at, Consumer<Signing> change) throws Exception {
    add(name + extension(form), Signing.bytes(sign(form, level, change)), "anchors.pem", at, contentsOf(form));
  }

  void add(String name, byte[] bytes, String anchors, Instant at, List<DSSDocument> contents) throws Exception {
    List<CaseFolder.Content> given = new ArrayList<>();
    for (DSSDocument content : contents) given.add(new CaseFolder.Content(content.getName(), Signing.bytes(content)));
    folder.add(name, bytes, anchors, at, given);
  }

  void add(String name, byte[] bytes) throws Exception {
    add(name, bytes, "anchors.pem", LATER, List.of());
  }

  List<DSSDocument> contentsOf(Signing.Form form) {
    return form == Signing.Form.DETACHED ? dataOf(form) : List.of();
  }

  static Instant day(String date) {
    return Instant.parse(date + "T00:00:00Z");
  }

  static Consumer<Signing> digest(DigestAlgorithm digest) {
    return signing -> signing.digest = digest;
  }

  static final Duration YEAR = Duration.ofDays(365);
}
