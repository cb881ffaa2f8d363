import eu.europa.esig.dss.model.DSSDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Containers that others pack otherwise, and containers that hold what they must not. */
final class ContainerCases {
  private interface Change {
    void apply(Zip zip) throws Exception;
  }

  private final MakeFiles maker;
  private byte[] asicE;
  private byte[] asicS;

  ContainerCases(MakeFiles maker) {
    this.maker = maker;
  }

  private void both(String name, Change change) throws Exception {
    Zip zip = new Zip(asicE);
    change.apply(zip);
    maker.add("zip-" + name + ".asice", zip.bytes());
    zip = new Zip(asicS);
    change.apply(zip);
    maker.add("zip-" + name + ".asics", zip.bytes());
  }

  private void asicE(String name, Change change) throws Exception {
    Zip zip = new Zip(asicE);
    change.apply(zip);
    maker.add("zip-" + name + ".asice", zip.bytes());
  }

  void make() throws Exception {
    asicE = Signing.bytes(maker.sign(Signing.Form.ASIC_E, "LT", signing -> {}));
    asicS = Signing.bytes(maker.sign(Signing.Form.ASIC_S, "LT", signing -> {}));
    both("comments", zip -> {
      zip.comment = "made by others";
      for (Zip.Entry entry : zip.entries) entry.comment = "LIB DigiDoc4j/5.0 format: application/vnd.etsi.asic-e+zip";
    });
    both("folder-entries", zip -> zip.entries.add(1, new Zip.Entry("META-INF/", new byte[0], true)));
    both("without-mimetype", zip -> zip.remove("mimetype"));
    both("mimetype-last", zip -> zip.entries.add(zip.entries.remove(0)));
    both("mimetype-deflated", zip -> zip.find("mimetype").stored = false);
    both("mimetype-other", zip -> zip.find("mimetype").content = "application/zip".getBytes(StandardCharsets.UTF_8));
    both("file-more", zip -> zip.add("more.txt", "not signed"));
    both("signature-missing", zip -> zip.remove("META-INF/signatures"));
    asicE("manifest-missing", zip -> zip.remove("META-INF/manifest.xml"));
    asicE("data-missing", zip -> zip.remove("protocol.txt"));
    asicE("data-renamed", zip -> zip.find("protocol.txt").name = "other.txt");
    asicE("data-in-folder-renamed", zip -> zip.find("protocol.txt").name = "folder/protocol.txt");
    asicE("everything-stored", zip -> zip.entries.forEach(entry -> entry.stored = true));
    asicE("signature-named-otherwise", zip -> zip.signature().name = "META-INF/signatures-by-others.xml");
    asicE("garbage-signature", zip -> zip.add("META-INF/signatures900.xml", "no XML"));
    Zip folder = new Zip(asicS);
    folder.find("protocol.txt").name = "folder/protocol.txt";
    maker.add("zip-data-in-folder.asics", folder.bytes());
    Zip truncated = new Zip(asicE);
    byte[] whole = truncated.bytes();
    maker.add("zip-truncated.asice", java.util.Arrays.copyOf(whole, whole.length / 2));
    byte[] after = java.util.Arrays.copyOf(whole, whole.length + 100);
    maker.add("zip-bytes-after.asice", after);
    folders();
  }

  private void folders() throws Exception {
    Signing signing = maker.signing(Signing.Form.ASIC_E, "LT");
    List<DSSDocument> data =
        List.of(MakeFiles.text("one\n", "a folder/жазуу №1.txt"), MakeFiles.text("two\n", "a folder/b+c&d.txt"));
    maker.add("names-of-all-kinds.asice", Signing.bytes(signing.sign(data)));
    Signing several = maker.signing(Signing.Form.ASIC_S, "LT");
    maker.add("packed-several.asics", Signing.bytes(several.sign(maker.dataOf(Signing.Form.ASIC_E))));
  }
}
