import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "postgraphile/graphql";

/** What a selection comes to, with all that it spreads. */
export interface Size {
  /** Fields, inline fragments and spreads. */
  fields: number;
  /** Levels of fields. */
  depth: number;
}

/** Sizes of a document's selections; each fragment is measured once, however often it is spread. */
export class SelectionSizes {
  readonly #operations: OperationDefinitionNode[];
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #sizes = new Map<string, Size>();

  constructor({ definitions }: DocumentNode) {
    this.#operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  ofOperations(): Size[] {
    return this.#operations.map(({ selectionSet }) => this.#ofSet(selectionSet));
  }

  ofFragments(): Size[] {
    return [...this.#fragments.keys()].map((name) => this.#ofFragment(name));
  }

  #ofSet({ selections }: SelectionSetNode): Size {
    const size: Size = { fields: 0, depth: 0 };
    for (const selection of selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#ofFragment(selection.name.value)
          : selection.selectionSet && this.#ofSet(selection.selectionSet);
      const level = selection.kind === Kind.FIELD ? 1 : 0;
      size.fields += 1 + (inner?.fields ?? 0);
      size.depth = Math.max(size.depth, level + (inner?.depth ?? 0));
    }
    return size;
  }

  #ofFragment(name: string): Size {
    const known = this.#sizes.get(name);
    if (known) return known;
    this.#sizes.set(name, { fields: 0, depth: 0 }); // if it spreads itself: another rule refuses that
    const fragment = this.#fragments.get(name);
    const size = fragment ? this.#ofSet(fragment.selectionSet) : { fields: 0, depth: 0 };
    this.#sizes.set(name, size);
    return size;
  }
}
