import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  GraphQLError,
  type GraphQLNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  MaxIntrospectionDepthRule,
  type SelectionSetNode,
  type ValidationContext,
} from "postgraphile/graphql";
import { DEFAULT_PAGE, LARGEST_PAGE } from "./page-size.ts";

/** How deep a query may nest; GraphiQL's introspection needs 13. */
const MAX_DEPTH = 15;
/** How many rows a query may ask for, pages within pages multiplied. */
const MAX_ROWS = 5_000;
/** How many fields a query may name, fragments counted wherever they are spread. */
const MAX_FIELDS = 1_000;

/** Refuses queries that ask for too much before anything runs. */
export const queryLimits: GraphileConfig.Plugin = {
  name: "W3bQueryLimits",
  version: "1.0.0",
  grafserv: {
    middleware: {
      setPreset(next, event) {
        event.validationRules.push(MaxIntrospectionDepthRule, limitRule);
        return next();
      },
    },
  },
};

interface Size {
  rows: number;
  fields: number;
}

/** A validation rule: one error for each operation that is too deep or too large. */
export function limitRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      const problem = root
        ? measure(context, node.selectionSet, root, 1, 1, { rows: 0, fields: 0 }, new Set())
        : `There are no ${node.operation}s: this API only reads`;
      if (problem) context.reportError(new GraphQLError(problem, { nodes: node }));
    },
  };
}

/** Adds a selection to `size`; returns what is wrong as soon as a limit is passed, so that no query is long to measure. */
function measure(
  context: ValidationContext,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  depth: number,
  rows: number,
  size: Size,
  spread: ReadonlySet<FragmentDefinitionNode>,
): string | undefined {
  if (depth > MAX_DEPTH) return `The query nests deeper than ${MAX_DEPTH} levels`;
  for (const selection of set.selections) {
    let problem: string | undefined;
    if (selection.kind === Kind.FIELD) {
      problem = measureField(context, selection, type, depth, rows, size, spread);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const name = selection.typeCondition?.name.value;
      const inner = (name === undefined ? type : context.getSchema().getType(name)) ?? type;
      problem = measure(context, selection.selectionSet, inner, depth, rows, size, spread);
    } else {
      const fragment = context.getFragment(selection.name.value);
      if (!fragment || spread.has(fragment)) continue; // unknown or circular: another rule refuses the query
      const inner = context.getSchema().getType(fragment.typeCondition.name.value) ?? type;
      problem = measure(context, fragment.selectionSet, inner, depth, rows, size, new Set([...spread, fragment]));
    }
    if (problem) return problem;
  }
  return undefined;
}

function measureField(
  context: ValidationContext,
  field: FieldNode,
  type: GraphQLNamedType,
  depth: number,
  rows: number,
  size: Size,
  spread: ReadonlySet<FragmentDefinitionNode>,
): string | undefined {
  size.fields += 1;
  if (size.fields > MAX_FIELDS) return `The query names more than ${MAX_FIELDS} fields`;
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
  let inner = rows;
  if (definition?.args.some((argument) => argument.name === "first")) {
    inner = rows * pageOf(field);
    size.rows += inner;
    if (size.rows > MAX_ROWS) return `The query asks for more than ${MAX_ROWS} rows: lower "first"`;
  }
  const next = definition ? getNamedType(definition.type) : type;
  if (!field.selectionSet || !isCompositeType(next)) return undefined;
  return measure(context, field.selectionSet, next, depth + 1, inner, size, spread);
}

/** How many rows a field asks for; for a variable as many as it could. */
function pageOf(field: FieldNode): number {
  const value = field.arguments?.find((argument) => argument.name.value === "first")?.value;
  if (value === undefined) return DEFAULT_PAGE;
  return value.kind === Kind.INT ? Math.min(Math.max(Number(value.value), 1), LARGEST_PAGE) : LARGEST_PAGE;
}
