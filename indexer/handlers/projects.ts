import { parseAbiItem, zeroAddress } from "viem";
import { projectRegistryAbi } from "../../contracts/abi/projectRegistry.ts";
import { nameOf } from "../../node/protocol/task.ts";
import { Attribute } from "../model/attribute.ts";
import { Gateway } from "../model/gateway.ts";
import { Offer } from "../model/offer.ts";
import { Program } from "../model/program.ts";
import { Project } from "../model/project.ts";
import type { RowRef, Rows } from "../rows.ts";
import { contractEvents } from "./events.ts";

interface OfProject {
  projectId: bigint;
}

/** Sets fields of the project an event names. */
const onProject = <A extends OfProject>(fields: (args: A) => Partial<Project>) => ({
  reads: projectOf,
  apply: async (args: A, _at: unknown, rows: Rows) => {
    Object.assign(await rows.change(Project, args.projectId.toString()), fields(args));
  },
});

const erc721Transfer = parseAbiItem(
  "event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)",
);

/** What the events of the ProjectRegistry change. */
export const projectEvents = contractEvents([...projectRegistryAbi, erc721Transfer], {
  ProjectRegistered: {
    apply: ({ projectId, owner }, at, rows) => {
      rows.put(Project, {
        id: projectId.toString(),
        owner,
        uri: null,
        hash: null,
        paused: true,
        dapp: null,
        callbackGas: 0,
        token: null,
        minReward: 0n,
        maxReward: 0n,
        rampSeconds: 0,
        collateral: 0n,
        claimSeconds: 0,
        lifeSeconds: 0,
        redundancy: 0,
        createdAtBlock: at.block,
        createdAt: at.time,
      });
    },
  },
  Transfer: {
    reads: ({ tokenId }) => [[Project, tokenId.toString()]],
    ends: ({ from, tokenId }) => (from === zeroAddress ? [] : [tokenId.toString()]),
    apply: async ({ from, to, tokenId }, _at, rows) => {
      if (from === zeroAddress) return; // the mint comes before ProjectRegistered, which tells the owner too
      const id = tokenId.toString();
      (await rows.change(Project, id)).owner = to;
      // What the former owner allowed has ended; ProjectPaused says so of the project itself.
      rows.endGrants(id);
    },
  },
  ProjectConfigUpdated: onProject(({ uri, hash }) => ({ uri, hash })),
  RewardTermsSet: onProject(({ terms }) => ({ ...terms })),
  DappBound: onProject(({ dapp }) => ({ dapp: dapp === zeroAddress ? null : dapp })),
  DappGasSet: onProject(({ callbackGas }) => ({ callbackGas })),
  ProjectPaused: onProject(() => ({ paused: true })),
  ProjectResumed: onProject(() => ({ paused: false })),
  ProgramPublished: {
    apply: ({ projectId, version, program }, _at, rows) => {
      const name = nameOf(version);
      const id = `${projectId}-${name}`;
      const state = { active: true, retired: false };
      rows.put(Program, { id, projectId: projectId.toString(), version: name, ...program, ...state });
    },
  },
  ProgramRetired: {
    reads: ({ projectId, version }) => [[Program, `${projectId}-${nameOf(version)}`]],
    apply: async ({ projectId, version }, _at, rows) => {
      Object.assign(await rows.change(Program, `${projectId}-${nameOf(version)}`), { active: false, retired: true });
    },
  },
  OfferMade: {
    apply: ({ offer, content }, _at, rows) => {
      const { projectId, version, dapp } = content;
      rows.put(Offer, {
        ...content,
        id: offer,
        projectId: projectId.toString(),
        version: nameOf(version),
        dapp: dapp === zeroAddress ? null : dapp,
      });
    },
  },
  GatewaySet: {
    apply: ({ projectId, gateway, authorised, uri }, _at, rows) => {
      const id = `${projectId}-${gateway}`;
      rows.put(Gateway, { id, projectId: projectId.toString(), address: gateway, authorised, uri });
    },
  },
  AttributeSet: {
    apply: ({ projectId, key, value }, _at, rows) => {
      const name = nameOf(key);
      rows.put(Attribute, { id: `${projectId}-${name}`, projectId: projectId.toString(), key: name, value });
    },
  },
});

function projectOf({ projectId }: OfProject): RowRef[] {
  return [[Project, projectId.toString()]];
}
