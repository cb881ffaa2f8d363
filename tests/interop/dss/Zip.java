import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A container taken apart, to be put together otherwise. */
final class Zip {
  static final class Entry {
    String name;
    byte[] content;
    boolean stored;
    String comment;

    Entry(String name, byte[] content, boolean stored) {
      this.name = name;
      this.content = content;
      this.stored = stored;
    }
  }

  final List<Entry> entries = new ArrayList<>();
  String comment;

  Zip(byte[] bytes) throws IOException {
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry())
        entries.add(new Entry(entry.getName(), stream.readAllBytes(), entry.getName().equals("mimetype")));
    }
  }

  Entry find(String part) {
    return entries.stream().filter(entry -> entry.name.contains(part)).findFirst().orElseThrow();
  }

  Entry signature() {
    return find("META-INF/signatures");
  }

  void remove(String part) {
    entries.remove(find(part));
  }

  void add(String name, String content) {
    entries.add(new Entry(name, content.getBytes(StandardCharsets.UTF_8), false));
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream stream = new ZipOutputStream(out)) {
      if (comment != null) stream.setComment(comment);
      for (Entry entry : entries) {
        ZipEntry header = new ZipEntry(entry.name);
        header.setTime(1700000000000L);
        if (entry.comment != null) header.setComment(entry.comment);
        if (entry.stored) {
          CRC32 sum = new CRC32();
          sum.update(entry.content);
          header.setMethod(ZipEntry.STORED);
          header.setSize(entry.content.length);
          header.setCrc(sum.getValue());
        }
        stream.putNextEntry(header);
        stream.write(entry.content);
        stream.closeEntry();
      }
    }
    return out.toByteArray();
  }
}
