package judge;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.openlca.core.database.IDatabase;
import org.openlca.core.database.ParameterDao;
import org.openlca.core.model.Actor;
import org.openlca.core.model.Exchange;
import org.openlca.core.model.Flow;
import org.openlca.core.model.FlowProperty;
import org.openlca.core.model.ImpactCategory;
import org.openlca.core.model.Parameter;
import org.openlca.core.model.Process;
import org.openlca.core.model.ProductSystem;
import org.openlca.core.model.RefEntity;
import org.openlca.core.model.Source;
import org.openlca.core.model.Uncertainty;
import org.openlca.core.model.UncertaintyType;
import org.openlca.core.model.UnitGroup;

/** What openLCA stored. Amounts are as stored: in the exchange's own unit and flow property. */
final class Dump {

  private final IDatabase db;
  private final Consumer<JsonObject> say;
  private final Map<Long, String> processes = new HashMap<>();
  private final Map<Long, String> flows = new HashMap<>();

  Dump(IDatabase db, Consumer<JsonObject> say) {
    this.db = db;
    this.say = say;
    db.getDescriptors(Process.class).forEach(d -> processes.put(d.id, d.refId));
    db.getDescriptors(Flow.class).forEach(d -> flows.put(d.id, d.refId));
  }

  void run() {
    db.getAll(UnitGroup.class).forEach(this::unitGroup);
    db.getAll(FlowProperty.class).forEach(this::property);
    for (var d : db.getDescriptors(Flow.class)) {
      flow(db.get(Flow.class, d.id));
    }
    for (var d : db.getDescriptors(Process.class)) {
      process(db.get(Process.class, d.id));
    }
    db.getAll(ProductSystem.class).forEach(this::system);
    db.getAll(ImpactCategory.class).forEach(this::impact);
    for (var parameter : new ParameterDao(db).getGlobalParameters()) {
      var line = parameter(parameter);
      line.addProperty("kind", "parameter");
      line.addProperty("uuid", parameter.refId);
      say.accept(line);
    }
    db.getAll(Source.class).forEach(s -> say.accept(entity("source", s)));
    db.getAll(Actor.class).forEach(a -> say.accept(entity("actor", a)));
  }

  private static JsonObject entity(String kind, RefEntity e) {
    var line = new JsonObject();
    line.addProperty("kind", kind);
    line.addProperty("uuid", e.refId);
    line.addProperty("name", e.name);
    line.addProperty("description", e.description);
    return line;
  }

  private static String id(RefEntity e) {
    return e == null ? null : e.refId;
  }

  private void unitGroup(UnitGroup group) {
    var line = entity("unit_group", group);
    line.addProperty("reference", group.referenceUnit == null ? null : group.referenceUnit.name);
    var units = new JsonObject();
    group.units.forEach(u -> units.addProperty(u.name, u.conversionFactor));
    line.add("units", units);
    say.accept(line);
  }

  private void property(FlowProperty property) {
    var line = entity("flow_property", property);
    line.addProperty("unit_group", id(property.unitGroup));
    say.accept(line);
  }

  private void flow(Flow flow) {
    var line = entity("flow", flow);
    line.addProperty("type", String.valueOf(flow.flowType));
    line.addProperty("cas", flow.casNumber);
    line.addProperty("formula", flow.formula);
    line.addProperty("location", flow.location == null ? null : flow.location.code);
    line.addProperty("reference", id(flow.referenceFlowProperty));
    var properties = new JsonObject();
    flow.flowPropertyFactors.forEach(f -> properties.addProperty(id(f.flowProperty), f.conversionFactor));
    line.add("properties", properties);
    say.accept(line);
  }

  private void process(Process process) {
    var line = entity("process", process);
    line.addProperty("type", String.valueOf(process.processType));
    line.addProperty("location", process.location == null ? null : process.location.code);
    line.addProperty("default_allocation", String.valueOf(process.defaultAllocationMethod));
    var reference = process.quantitativeReference;
    line.addProperty("reference", reference == null ? null : reference.internalId);
    var exchanges = new JsonArray();
    process.exchanges.forEach(e -> exchanges.add(exchange(e)));
    line.add("exchanges", exchanges);
    var allocation = new JsonArray();
    process.allocationFactors.forEach(
        f -> {
          var row = new JsonObject();
          row.addProperty("product", flows.get(f.productId));
          row.addProperty("method", String.valueOf(f.method));
          row.addProperty("exchange", f.exchange == null ? null : f.exchange.internalId);
          row.addProperty("value", f.value);
          row.addProperty("formula", f.formula);
          allocation.add(row);
        });
    line.add("allocation", allocation);
    var parameters = new JsonArray();
    process.parameters.forEach(p -> parameters.add(parameter(p)));
    line.add("parameters", parameters);
    line.add("texts", texts(process));
    say.accept(line);
  }

  private static JsonObject parameter(Parameter p) {
    var row = new JsonObject();
    row.addProperty("name", p.name);
    row.addProperty("input", p.isInputParameter);
    row.addProperty("value", p.value);
    row.addProperty("formula", p.formula);
    row.addProperty("description", p.description);
    row.add("uncertainty", uncertainty(p.uncertainty));
    return row;
  }

  /** All texts of the documentation, by the name of openLCA's field, which differ between versions. */
  private static JsonObject texts(Process process) {
    var row = new JsonObject();
    var documentation = process.documentation;
    if (documentation == null) {
      return row;
    }
    for (var field : documentation.getClass().getFields()) {
      try {
        if (field.get(documentation) instanceof String text && !text.isBlank()) {
          row.addProperty(field.getName(), text);
        }
      } catch (IllegalAccessException error) {
        throw new IllegalStateException(error);
      }
    }
    return row;
  }

  private JsonObject exchange(Exchange e) {
    var row = new JsonObject();
    row.addProperty("id", e.internalId);
    row.addProperty("flow", id(e.flow));
    row.addProperty("amount", e.amount);
    row.addProperty("formula", e.formula);
    row.addProperty("unit", e.unit == null ? null : e.unit.name);
    var factor = e.flowPropertyFactor;
    row.addProperty("property", factor == null ? null : id(factor.flowProperty));
    row.addProperty("input", e.isInput);
    row.addProperty("avoided", e.isAvoided);
    row.addProperty("provider", e.defaultProviderId == 0 ? null : processes.get(e.defaultProviderId));
    row.addProperty("base_uncertainty", e.baseUncertainty);
    row.addProperty("dq_entry", e.dqEntry);
    row.addProperty("location", e.location == null ? null : e.location.code);
    row.addProperty("comment", e.description);
    row.addProperty("costs", e.costs);
    row.add("uncertainty", uncertainty(e.uncertainty));
    return row;
  }

  private static JsonObject uncertainty(Uncertainty u) {
    if (u == null || u.distributionType == null || u.distributionType == UncertaintyType.NONE) {
      return null;
    }
    var row = new JsonObject();
    row.addProperty("type", u.distributionType.name());
    row.addProperty("p1", u.parameter1);
    row.addProperty("p2", u.parameter2);
    row.addProperty("p3", u.parameter3);
    return row;
  }

  private void system(ProductSystem system) {
    var line = entity("product_system", system);
    line.addProperty("process", id(system.referenceProcess));
    line.addProperty("amount", system.targetAmount);
    line.addProperty("unit", system.targetUnit == null ? null : system.targetUnit.name);
    line.addProperty("processes", system.processes.size());
    var links = new JsonArray();
    for (var link : system.processLinks) {
      var row = new JsonArray();
      row.add(processes.get(link.processId));
      row.add(flows.get(link.flowId));
      row.add(processes.get(link.providerId));
      links.add(row);
    }
    line.add("links", links);
    say.accept(line);
  }

  private void impact(ImpactCategory category) {
    var line = entity("impact_category", category);
    line.addProperty("unit", category.referenceUnit);
    var factors = new JsonArray();
    for (var factor : category.impactFactors) {
      var row = new JsonObject();
      row.addProperty("flow", id(factor.flow));
      row.addProperty("value", factor.value);
      row.addProperty("unit", factor.unit == null ? null : factor.unit.name);
      row.addProperty("property", factor.flowPropertyFactor == null ? null : id(factor.flowPropertyFactor.flowProperty));
      factors.add(row);
    }
    line.add("factors", factors);
    say.accept(line);
  }
}
