import { parseEther } from "viem";
import { setAttribute } from "../../../node/chain/actions/attribute.ts";
import * as project from "../../../node/chain/actions/project.ts";
import { publishVersions } from "../../../node/chain/actions/publish.ts";
import type { Caller } from "../../../node/chain/actions/transact.ts";
import { signMessage } from "../../../node/protocol/message.ts";
import { packProjectFile } from "../../../node/protocol/project-file.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { describeProgram } from "../../../node/proving/describe.ts";
import { accounts } from "../../devnet/accounts.ts";
import { type Devnet, indexed } from "../../devnet/network.ts";
import { terms } from "../../devnet/seed.ts";
import { sendMessages } from "../tasks.ts";
import type { PreparedVm } from "./types.ts";

const version = "v1.0.0";

/** Registers, publishes, funds and opens a project with the program, as its owner would. */
export async function openProject(devnet: Devnet, owner: Caller, name: string, vm: PreparedVm): Promise<bigint> {
  const projectId = await project.registerProject(owner);
  const programVersion = { version, output: {}, ...vm.program };
  const bytes = packProjectFile({ defaultVersion: version, versions: [programVersion] });
  await publishVersions(owner, projectId, [await describeProgram(programVersion)], vm.own);
  await project.setProjectConfig(owner, projectId, devnet.publishFile(bytes, name), sha256Of(bytes));
  await project.setRewardTerms(owner, projectId, terms);
  await project.depositIotx(owner, projectId, parseEther("10"));
  await project.setGateway(owner, projectId, accounts.gateway.address, true, devnet.urls.gateway);
  await setAttribute(owner, projectId, "OpenToAnyDevice", 1n);
  await project.resumeProject(owner, projectId);
  await indexed(devnet.pool, projectId);
  return projectId;
}

/** Sends the project's one message; resolves with its payload's hash. */
export async function sendMessage(devnet: Devnet, projectId: bigint, data: string): Promise<string> {
  const unsigned = { projectID: Number(projectId), projectVersion: version, data };
  const [dataHash] = await sendMessages(devnet, [
    { message: await signMessage(accounts.devices[0].identity, unsigned) },
  ]);
  return dataHash!;
}
