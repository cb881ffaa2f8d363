import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says of each PDF whether it keeps the rules of a flavour, and which it breaks: {@code PdfaCheck 2b FILE…}. */
public final class PdfaCheck {
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
    int broken = 0;
    for (int i = 1; i < arguments.length; ++i) {
      TreeSet<String> rules = new TreeSet<>();
      try (InputStream stream = new FileInputStream(arguments[i]);
          PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
          PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
        ValidationResult result = validator.validate(parser);
        for (TestAssertion assertion : result.getTestAssertions()) {
          if (assertion.getStatus() == TestAssertion.Status.FAILED) {
            rules.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber());
          }
        }
        if (!result.isCompliant() && rules.isEmpty()) rules.add("not compliant");
      } catch (Exception exception) {
        rules.add("unreadable: " + exception.getMessage());
      }
      if (!rules.isEmpty()) ++broken;
      System.out.println((rules.isEmpty() ? "PASS " : "FAIL ") + arguments[i] + (rules.isEmpty() ? "" : " " + rules));
    }
    System.exit(broken == 0 ? 0 : 1);
  }
}
