package judge;

import com.google.gson.JsonObject;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.openlca.core.database.Derby;

/**
 * openLCA as a judge: imports one package into an empty in-memory database and says, one JSON object a line, what it
 * logged, stored and calculated.
 *
 * <p>Arguments: format, file, output, then any of {@code calc} (inventory of every process, or of the UUIDs that follow
 * up to the next word), {@code export FORMAT TARGET}.
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
      Packages.read(format, source, db, say);
      new Dump(db, say).run();
      var rest = arguments.subList(3, arguments.size());
      for (int i = 0; i < rest.size(); i++) {
        switch (rest.get(i)) {
          case "calc" -> new Inventories(db, say).run(rest.subList(i + 1, rest.size()));
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
