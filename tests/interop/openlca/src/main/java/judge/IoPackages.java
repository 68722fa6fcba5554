package judge;

import com.google.gson.JsonObject;
import java.io.File;
import java.util.function.Consumer;
import org.openlca.core.database.IDatabase;
import org.openlca.core.database.ProcessDao;
import org.openlca.core.io.ImportLog;
import org.openlca.core.model.ImpactMethod;
import org.openlca.core.model.Process;
import org.openlca.core.model.ProductSystem;
import org.openlca.io.UnitMapping;
import org.openlca.io.ecospold1.input.EcoSpold01Import;
import org.openlca.io.ecospold1.output.EcoSpold1Export;
import org.openlca.io.ecospold2.input.EcoSpold2Import;
import org.openlca.io.ilcd.input.Import;
import org.openlca.io.ilcd.output.Export;
import org.openlca.io.simapro.csv.input.SimaProCsvImport;
import org.openlca.io.simapro.csv.output.SimaProExport;

/** The formats of olca-io; compiled where Maven has it (profile io). */
public final class IoPackages implements Packages.More {

  @Override
  public void read(String format, File file, IDatabase db, Consumer<JsonObject> say) throws Exception {
    switch (format) {
      case "ilcd" -> {
        try (var store = new org.openlca.ilcd.io.ZipStore(file)) {
          var run = Import.of(store, db).withAllFlows(true);
          run.run();
          tell(run.log(), say);
        }
      }
      case "ecospold1" -> {
        var config = new org.openlca.io.ecospold1.input.ImportConfig(db);
        config.setUnitMapping(UnitMapping.createDefault(db));
        var run = new EcoSpold01Import(config);
        run.setFiles(new File[] {file});
        run.run();
        tell(run.log(), say);
      }
      case "ecospold2" -> {
        var run = new EcoSpold2Import(new org.openlca.io.ecospold2.input.ImportConfig(db));
        run.setFiles(new File[] {file});
        run.run();
        tell(run.log(), say);
      }
      case "simapro" -> {
        var run = new SimaProCsvImport(db, file);
        run.run();
        tell(run.log(), say);
      }
      default -> throw new IllegalArgumentException("no importer for " + format);
    }
  }

  @Override
  public void write(String format, File target, IDatabase db, Consumer<JsonObject> say) throws Exception {
    switch (format) {
      case "ilcd" -> {
        try (var store = new org.openlca.ilcd.io.ZipStore(target)) {
          var run = new Export(db, store);
          db.getAll(Process.class).forEach(run::write);
          db.getAll(ProductSystem.class).forEach(run::write);
          db.getAll(ImpactMethod.class).forEach(run::write);
        }
      }
      case "ecospold1" -> {
        try (var run = new EcoSpold1Export(target)) {
          db.getAll(Process.class).forEach(run::export);
        }
      }
      case "simapro" -> SimaProExport.of(db, new ProcessDao(db).getDescriptors()).writeTo(target);
      default -> throw new IllegalArgumentException("no exporter for " + format);
    }
  }

  private static void tell(ImportLog log, Consumer<JsonObject> say) {
    for (var message : log.messages()) {
      if (!message.isError() && !message.isWarning()) {
        continue;
      }
      var line = new JsonObject();
      line.addProperty("kind", "log");
      line.addProperty("state", message.isError() ? "error" : "warning");
      line.addProperty("message", message.message());
      if (message.hasDescriptor()) {
        line.addProperty("entity", message.descriptor().type + " " + message.descriptor().refId);
      }
      say.accept(line);
    }
  }
}
