import { setAttribute } from "../../node/chain/actions/attribute.ts";
import * as project from "../../node/chain/actions/project.ts";
import { type OwnChoice, publishVersions } from "../../node/chain/actions/publish.ts";
import type { Caller } from "../../node/chain/actions/transact.ts";
import { type DeviceMessage, signMessage } from "../../node/protocol/message.ts";
import { packProjectFile, type ProjectVersion } from "../../node/protocol/project-file.ts";
import { sha256Of } from "../../node/protocol/sha256.ts";
import { describeProgram } from "../../node/proving/describe.ts";
import { accounts } from "./accounts.ts";
import { type Devnet, indexed } from "./network.ts";
import { terms } from "./seed.ts";

/** What is published besides what every project of the development network has. */
export interface NewProject {
  name: string;
  /** The program, as its project file has it. */
  program: Omit<ProjectVersion, "version" | "output">;
  /** What publishing takes where the code does not tell it. */
  own?: OwnChoice | undefined;
  /** For rewards, in wei. */
  deposit: bigint;
}

const version = "v1.0.0";

/** Registers, publishes, funds and opens a project with the program, as its owner would. */
export async function openProject(devnet: Devnet, owner: Caller, opened: NewProject): Promise<bigint> {
  const { name, program, own, deposit } = opened;
  const projectId = await project.registerProject(owner);
  const programVersion = { version, output: {}, ...program };
  const bytes = packProjectFile({ defaultVersion: version, versions: [programVersion] });
  await publishVersions(owner, projectId, [await describeProgram(programVersion)], own);
  await project.setProjectConfig(owner, projectId, devnet.publishFile(bytes, name), sha256Of(bytes));
  await project.setRewardTerms(owner, projectId, terms);
  await project.depositIotx(owner, projectId, deposit);
  await project.setGateway(owner, projectId, accounts.gateway.address, true, devnet.urls.gateway);
  await setAttribute(owner, projectId, "OpenToAnyDevice", 1n);
  await project.resumeProject(owner, projectId);
  await indexed(devnet.pool, projectId);
  return projectId;
}

/** The data as the first device's message to a project that {@link openProject} made. */
export function messageTo(projectId: bigint, data: string): Promise<DeviceMessage> {
  const unsigned = { projectID: Number(projectId), projectVersion: version, data };
  return signMessage(accounts.devices[0].identity, unsigned);
}
