package judge;

import com.google.gson.JsonObject;
import java.io.File;
import java.util.function.Consumer;
import org.openlca.core.database.IDatabase;
import org.openlca.core.model.ImpactMethod;
import org.openlca.core.model.Process;
import org.openlca.core.model.ProductSystem;
import org.openlca.jsonld.ZipStore;
import org.openlca.jsonld.input.JsonImport;
import org.openlca.jsonld.output.JsonExport;

/** openLCA's own importers and exporters by our format ids: JSON-LD here, which olca-core has, the others in olca-io. */
final class Packages {

  /** Importers and exporters that olca-io has. */
  interface More {
    void read(String format, File file, IDatabase db, Consumer<JsonObject> say) throws Exception;

    void write(String format, File target, IDatabase db, Consumer<JsonObject> say) throws Exception;
  }

  private Packages() {}

  static void read(String format, File file, IDatabase db, Consumer<JsonObject> say) throws Exception {
    if (!format.equals("olca-jsonld")) {
      more().read(format, file, db, say);
      return;
    }
    try (var store = ZipStore.open(file)) {
      new JsonImport(store, db).run();
    }
  }

  static void write(String format, File target, IDatabase db, Consumer<JsonObject> say) throws Exception {
    if (!format.equals("olca-jsonld")) {
      more().write(format, target, db, say);
      return;
    }
    try (var store = ZipStore.open(target)) {
      var run = new JsonExport(db, store);
      db.getAll(Process.class).forEach(run::write);
      db.getAll(ProductSystem.class).forEach(run::write);
      db.getAll(ImpactMethod.class).forEach(run::write);
    }
  }

  private static More more() throws ReflectiveOperationException {
    return (More) Class.forName("judge.IoPackages").getDeclaredConstructor().newInstance();
  }
}
