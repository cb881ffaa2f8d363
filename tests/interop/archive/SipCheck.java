// Judges submission packages by the validator of the E-ARK specifications:  SipCheck REPORTS FOLDER…
// Prints each package with its errors and warnings, and ends with 1 when one is not valid.
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.roda_project.commons_ip2.validator.EARKSIPValidator;
import org.roda_project.commons_ip2.validator.reporter.ValidationReportOutputJson;

public class SipCheck {
  public static void main(String[] arguments) throws Exception {
    boolean all = true;
    for (int i = 1; i < arguments.length; ++i) {
      Path sip = Path.of(arguments[i]);
      Path report = Path.of(arguments[0], "report-" + i + ".json");
      try (OutputStream out = Files.newOutputStream(report)) {
        var reporter = new ValidationReportOutputJson(sip, out);
        boolean valid = new EARKSIPValidator(reporter, "2.1.0").validate("2.1.0");
        all = all && valid;
        System.out.println((valid ? "VALID " : "INVALID ") + sip.getFileName() + ": " + reporter.getSuccess() + " requirements hold, "
            + reporter.getErrors() + " errors, " + reporter.getWarnings() + " warnings");
        for (var result : new TreeMap<>(reporter.getResults()).entrySet()) {
          var details = result.getValue();
          if (!details.isValid()) System.out.println("  " + details.getSpecification() + " " + result.getKey() + " " + details.getIssues());
        }
      }
    }
    System.exit(all ? 0 : 1);
  }
}
