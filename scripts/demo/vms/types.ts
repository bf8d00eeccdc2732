import type { OwnChoice } from "../../../node/chain/actions/publish.ts";
import type { Caller } from "../../../node/chain/actions/transact.ts";
import type { ProjectVersion } from "../../../node/protocol/project-file.ts";
import type { ProvingSettings } from "../../../node/proving/settings.ts";
import type { Deployed } from "../../devnet/network.ts";

/** A proof system of the demonstration: one entry of the list in index.ts. */
export interface DemoVm {
  name: string;
  /** Proofs are made by a service that is asked over the network. */
  remote: boolean;
  /** What a reader of the table has to know, e.g. that the service is a fake. */
  note?: string;
  /** Makes the program, starts the services it needs and deploys the contracts that are the project's own. */
  prepare(world: DemoWorld): Promise<PreparedVm>;
}

export interface DemoWorld extends Deployed {
  /** Acts for the projects' owner. */
  owner: Caller;
}

export interface PreparedVm {
  /** The program, as its project file has it. */
  program: Omit<ProjectVersion, "version" | "output">;
  /** The data of the one message that becomes a task. */
  message: string;
  /** What publishing takes where the code does not tell it. */
  own?: OwnChoice;
  /** Contracts that provers have to be told to trust. */
  trusted?: `0x${string}`[];
  /** What operators tell their nodes, in JSON as `--proving` takes it. */
  settings?: SettingsFile;
  /** Stops what was started. */
  stop?: () => Promise<unknown>;
}

/** ProvingSettings as its file has it, where keys are in snarkjs' form. */
export type SettingsFile = { [name in keyof ProvingSettings]: unknown };
