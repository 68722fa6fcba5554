package judge;

import com.google.gson.JsonObject;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.openlca.core.database.Derby;
import org.openlca.core.matrix.linking.ProviderLinking;

/**
 * openLCA as a judge: imports one package into an empty in-memory database and says, one JSON object a line, what it
 * logged, stored and calculated.
 *
 * <p>Arguments: format, file, output, then any of {@code with PACKAGE} (JSON-LD that is in the database before),
 * {@code calc} (inventory and scores of every process, or of the UUIDs that follow up to the next word; linked by
 * default providers) or {@code link} (the same, linked by flow where no provider is declared), {@code export FORMAT
 * TARGET}.
 */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    var arguments = List.of(args);
    var format = arguments.get(0);
    var source = new File(arguments.get(1));
    try (var out = new PrintStream(new File(arguments.get(2)), StandardCharsets.UTF_8);
        var db = Derby.createInMemory()) {
      Consumer<JsonObject> say = line -> out.println(line);
      var rest = arguments.subList(3, arguments.size());
      int with = rest.indexOf("with");
      if (with >= 0) {
        Packages.read("olca-jsonld", new File(rest.get(with + 1)), db, say);
      }
      Packages.read(format, source, db, say);
      new Dump(db, say).run();
      for (int i = 0; i < rest.size(); i++) {
        switch (rest.get(i)) {
          case "calc", "link" -> {
            var linking = rest.get(i).equals("calc") ? ProviderLinking.ONLY_DEFAULTS : ProviderLinking.PREFER_DEFAULTS;
            new Inventories(db, say, linking).run(rest.subList(i + 1, rest.size()));
          }
          case "export" -> Packages.write(rest.get(i + 1), new File(rest.get(i + 2)), db, say);
          default -> {
            // a word's own arguments
          }
        }
      }
    } catch (Throwable error) {
      System.err.println(error + Arrays.toString(error.getStackTrace()));
      System.exit(1);
    }
    System.exit(0); // Derby and HikariCP leave threads behind
  }
}
