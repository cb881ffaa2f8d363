import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/** Where the files lie, and the list of them: {@code name TAB anchors TAB time TAB contents, separated by commas}. */
final class CaseFolder {
  record Content(String name, byte[] bytes) {}

  private final Path folder;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();

  CaseFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("contents"));
  }

  synchronized void anchors(String name, Credential... roots) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Credential root : roots) writer.writeObject(root.certificate());
    }
    Files.writeString(folder.resolve(name), text.toString());
  }

  synchronized void add(String name, byte[] bytes, String anchors, Instant at, List<Content> contents) throws IOException {
    if (!names.add(name)) throw new IllegalStateException("two files are called " + name);
    Files.write(folder.resolve(name), bytes);
    List<String> given = new ArrayList<>();
    for (Content content : contents) {
      Path own = folder.resolve("contents").resolve(name);
      Files.createDirectories(own);
      Files.write(own.resolve(content.name()), content.bytes());
      given.add("contents/" + name + "/" + content.name());
    }
    lines.add(String.join("\t", name, anchors, at.toString(), String.join(",", given)));
  }

  synchronized int close() throws IOException {
    Collections.sort(lines);
    Files.write(folder.resolve("cases.tsv"), lines, StandardCharsets.UTF_8);
    return lines.size();
  }
}
