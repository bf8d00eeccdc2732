import type { Command } from "commander";
import { callAsOwner, type OwnerCall, ownerOf } from "../../chain/actions/verifier.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import { list } from "../../protocol/text.ts";
import { callerContext, chainContext } from "../context.ts";
import { print } from "../output.ts";
import type { OwnerOptions } from "./options.ts";

/** Makes a call as its contract's owner and tells of it, or only tells who is to call what. Throws as callAsOwner. */
export async function sendAsOwner(command: Command, callOf: (deployment: Deployment) => OwnerCall): Promise<void> {
  if (command.opts<OwnerOptions>().printCall === true) {
    const { publicClient, deployment } = await chainContext(command);
    const { name, to, data } = callOf(deployment);
    const owner = await ownerOf(publicClient, to);
    return print(command, { call: name, from: owner, to, data }, list);
  }
  const caller = await callerContext(command);
  const { name, to, data } = callOf(caller.deployment);
  const transaction = await callAsOwner(caller, { name, to, data });
  print(command, { call: name, to, transaction }, () => `${name} at ${to} is done, in transaction ${transaction}.`);
}
