import { AbiDecodingDataSizeTooSmallError, BaseError, ContractFunctionZeroDataError } from "viem";
import { revertOf } from "./revert.ts";

/** Whether it is the contract, and not the chain, that does not answer: it refuses the call, or says something else. */
export function isOddAnswer(error: unknown): boolean {
  if (revertOf(error) !== undefined) return true;
  const isOdd = (cause: unknown) =>
    cause instanceof ContractFunctionZeroDataError ||
    cause instanceof AbiDecodingDataSizeTooSmallError ||
    (cause instanceof BaseError && cause.name === "PositionOutOfBoundsError"); // viem does not export it
  return error instanceof BaseError && error.walk(isOdd) !== null;
}
