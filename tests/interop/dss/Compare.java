import java.nio.file.Path;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** {@code Compare make FOLDER}: files by DSS; {@code Compare judge FOLDER}: what DSS says of them. */
public final class Compare {
  public static void main(String[] arguments) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("make")) MakeFiles.all(folder);
    else Judge.all(folder);
  }
}
