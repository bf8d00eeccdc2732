import { zeroAddress } from "viem";
import { proverRegistryAbi } from "../../contracts/abi/proverRegistry.ts";
import { Prover } from "../model/prover.ts";
import type { RowRef, Rows } from "../rows.ts";
import { contractEvents } from "./events.ts";

interface OfProver {
  prover: string;
}

/** Changes the prover an event names. */
const onProver = <A extends OfProver>(change: (row: Prover, args: A) => void) => ({
  reads: (args: A): RowRef[] => [[Prover, args.prover]],
  apply: async (args: A, _at: unknown, rows: Rows) => change(await rows.change(Prover, args.prover), args),
});

/** What the events of the ProverRegistry change. */
export const proverEvents = contractEvents(proverRegistryAbi, {
  ProverRegistered: {
    apply: ({ prover }, _at, rows) => {
      rows.put(Prover, {
        id: prover,
        operator: zeroAddress,
        beneficiary: zeroAddress,
        rebateRatio: 0,
        paused: false,
        stake: 0n,
        collateral: 0n,
        unstaking: 0n,
        unstakeAt: null,
        vmTypes: [],
      });
    },
  },
  OperatorSet: onProver((row, { operator }) => (row.operator = operator)),
  BeneficiarySet: onProver((row, { beneficiary }) => (row.beneficiary = beneficiary)),
  RebateRatioSet: onProver((row, { ratio }) => (row.rebateRatio = ratio)),
  VMTypeAdded: onProver((row, { vmType }) => {
    row.vmTypes = [...new Set([...row.vmTypes, Number(vmType)])].sort((a, b) => a - b);
  }),
  VMTypeDeleted: onProver((row, { vmType }) => {
    row.vmTypes = row.vmTypes.filter((supported) => supported !== Number(vmType));
  }),
  ProverPaused: onProver((row) => (row.paused = true)),
  ProverResumed: onProver((row) => (row.paused = false)),
  Staked: onProver((row, { stake }) => (row.stake = stake)),
  UnstakeRequested: onProver((row, { amount, availableAt }) => {
    row.unstaking += amount;
    row.unstakeAt = Number(availableAt);
  }),
  UnstakeCancelled: onProver((row) => {
    row.unstaking = 0n;
    row.unstakeAt = null;
  }),
  StakeWithdrawn: onProver((row, { stake }) => {
    row.stake = stake;
    row.unstaking = 0n;
    row.unstakeAt = null;
  }),
  // Its collateral follows from what happens to its claims: see tasks.ts.
  StakeSlashed: onProver((row, { stake }) => (row.stake = stake)),
});
