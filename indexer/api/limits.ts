import {
  type ASTVisitor,
  type FieldNode,
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

/** How many rows a query may ask for, pages within pages multiplied. */
const MAX_ROWS = 5_000;
/** How many lists and single rows it may name: each is planned, and is a query of Postgres or a part of one. */
const MAX_LOOKUPS = 50;

/** Refuses queries that ask for too much before they are planned; what is too large to look at is refused before. */
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

/** A validation rule: one error for each operation that asks for too much. Takes what requestLimits lets pass. */
function limitRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      const problem = root
        ? new Cost(context).problemOf(node.selectionSet, root)
        : `There are no ${node.operation}s: this API only reads`;
      if (problem) context.reportError(new GraphQLError(problem, { nodes: node }));
    },
  };
}

/** What an operation asks for. */
class Cost {
  readonly #context: ValidationContext;
  readonly #spread = new Set<string>();
  #rows = 0;
  #lookups = 0;

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  /** What is too much, as a sentence; `rows` is how often the selection is made. */
  problemOf(set: SelectionSetNode, type: GraphQLNamedType, rows = 1): string | undefined {
    for (const selection of set.selections) {
      const problem =
        selection.kind === Kind.FIELD
          ? this.#problemOfField(selection, type, rows)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.problemOf(selection.selectionSet, this.#type(selection.typeCondition?.name.value) ?? type, rows)
            : this.#problemOfFragment(selection.name.value, type, rows);
      if (problem) return problem;
    }
    return undefined;
  }

  #problemOfFragment(name: string, type: GraphQLNamedType, rows: number): string | undefined {
    const fragment = this.#context.getFragment(name);
    if (!fragment || this.#spread.has(name)) return undefined; // unknown or circular: another rule refuses the query
    this.#spread.add(name);
    const inner = this.#type(fragment.typeCondition.name.value) ?? type;
    const problem = this.problemOf(fragment.selectionSet, inner, rows);
    this.#spread.delete(name);
    return problem;
  }

  #problemOfField(field: FieldNode, type: GraphQLNamedType, rows: number): string | undefined {
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
    const next = definition ? getNamedType(definition.type) : type;
    let inner = rows;
    if (definition?.args.some((argument) => argument.name === "first")) {
      inner = rows * pageOf(field);
      this.#rows += inner;
      if (this.#rows > MAX_ROWS) return `The query asks for more than ${MAX_ROWS} rows: lower "first"`;
    }
    if (!field.selectionSet || !isCompositeType(next)) return undefined;
    if (!next.name.startsWith("__")) this.#lookups += 1;
    if (this.#lookups > MAX_LOOKUPS) return `The query names more than ${MAX_LOOKUPS} lists and rows: ask in several`;
    return this.problemOf(field.selectionSet, next, inner);
  }

  #type(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#context.getSchema().getType(name);
  }
}

/** How many rows a field asks for; for a variable as many as it could. */
function pageOf(field: FieldNode): number {
  const value = field.arguments?.find((argument) => argument.name.value === "first")?.value;
  if (value === undefined) return DEFAULT_PAGE;
  return value.kind === Kind.INT ? Math.min(Math.max(Number(value.value), 1), LARGEST_PAGE) : LARGEST_PAGE;
}
