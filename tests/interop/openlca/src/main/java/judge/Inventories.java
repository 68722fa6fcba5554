package judge;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import org.openlca.core.database.IDatabase;
import org.openlca.core.math.SystemCalculator;
import org.openlca.core.matrix.ProductSystemBuilder;
import org.openlca.core.matrix.linking.LinkingConfig;
import org.openlca.core.matrix.linking.ProviderLinking;
import org.openlca.core.model.AllocationMethod;
import org.openlca.core.model.CalculationSetup;
import org.openlca.core.model.ImpactCategory;
import org.openlca.core.model.ImpactMethod;
import org.openlca.core.model.Process;

/**
 * Total inventories and the scores by every impact category there is, allocated as each process says. What no provider
 * makes stands among the flows. Inputs are positive, as outputs are; {@code input} tells them apart.
 */
final class Inventories {

  private final IDatabase db;
  private final Consumer<JsonObject> say;
  private final ProviderLinking linking;
  private final ImpactMethod method = new ImpactMethod();

  Inventories(IDatabase db, Consumer<JsonObject> say, ProviderLinking linking) {
    this.db = db;
    this.say = say;
    this.linking = linking;
    method.impactCategories.addAll(db.getAll(ImpactCategory.class));
  }

  void run(List<String> wanted) {
    for (var d : db.getDescriptors(Process.class)) {
      if (wanted.isEmpty() || wanted.contains(d.refId)) {
        var process = db.get(Process.class, d.id);
        if (process.quantitativeReference != null) {
          inventory(process);
        }
      }
    }
  }

  private void inventory(Process process) {
    var line = new JsonObject();
    line.addProperty("kind", "inventory");
    line.addProperty("uuid", process.refId);
    try {
      var system = builder().build(process);
      var setup = CalculationSetup.of(system).withAllocation(AllocationMethod.USE_DEFAULT);
      if (!method.impactCategories.isEmpty()) {
        setup.withImpactMethod(method);
      }
      var result = new SystemCalculator(db).calculateLazy(setup);
      line.addProperty("amount", setup.amount());
      line.addProperty("processes", system.processes.size());
      line.addProperty("links", system.processLinks.size());
      var flows = new JsonArray();
      if (result.hasEnviFlows()) {
        for (var value : result.getTotalFlows()) {
          var row = new JsonArray();
          row.add(value.flow().refId);
          row.add(value.isInput());
          row.add(value.value());
          flows.add(row);
        }
      }
      line.add("flows", flows);
      var scores = new JsonObject();
      if (result.hasImpacts()) {
        result.getTotalImpacts().forEach(value -> scores.addProperty(value.impact().name, value.value()));
      }
      line.add("scores", scores);
      result.dispose();
    } catch (ReflectiveOperationException | RuntimeException error) {
      line.addProperty("error", String.valueOf(error));
    }
    say.accept(line);
  }

  /** Before openLCA 2.5 the builder takes a matrix cache, since then the database. */
  private ProductSystemBuilder builder() throws ReflectiveOperationException {
    var config = new LinkingConfig().providerLinking(linking);
    for (var constructor : ProductSystemBuilder.class.getConstructors()) {
      var types = constructor.getParameterTypes();
      if (types.length == 2) {
        var first = types[0].isInstance(db)
            ? db
            : types[0].getMethod("createLazy", IDatabase.class).invoke(null, db);
        return (ProductSystemBuilder) constructor.newInstance(first, config);
      }
    }
    throw new NoSuchMethodException("ProductSystemBuilder");
  }
}
