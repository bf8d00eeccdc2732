import { type Command, InvalidArgumentError, Option } from "commander";

/** What processes that run programs were told of proving services. */
export interface ProvingOptions {
  bonsaiUrl?: string;
  bonsaiVersion: string;
  zkwasmUrl?: string;
  grpc: { vmTypeID: number; url: string }[];
  proving?: string;
}

/** Adds the options of {@link ProvingOptions} to a command. */
export function withProvingOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--bonsai-url <url>", "prove RISC Zero guests there; its key is in W3B_BONSAI_API_KEY").env(
        "W3B_BONSAI_URL",
      ),
    )
    .addOption(
      new Option("--bonsai-version <version>", "the version of risc0-zkvm that guests were made with")
        .env("W3B_BONSAI_VERSION")
        .default("1.2.5"),
    )
    .addOption(
      new Option("--zkwasm-url <url>", "prove zkWASM modules there; the key of its account is in W3B_ZKWASM_KEY").env(
        "W3B_ZKWASM_URL",
      ),
    )
    .addOption(
      new Option("--grpc <services>", "prove programs of a vmTypeID there: <vmTypeID>=<url>, comma separated")
        .env("W3B_GRPC")
        .default([], "none")
        .argParser(grpcServices),
    )
    .addOption(
      new Option("--proving <file>", "all settings of proof systems, in JSON; see docs/run-a-prover.md").env(
        "W3B_PROVING",
      ),
    );
}

function grpcServices(text: string, before: ProvingOptions["grpc"] | undefined): ProvingOptions["grpc"] {
  const services = text.split(",").map((part) => {
    const [, id = "", url = ""] = /^\s*(\d{1,5})=(\S+)\s*$/.exec(part) ?? [];
    if (url === "") throw new InvalidArgumentError("It must be <vmTypeID>=<url>, such as 4=grpc://127.0.0.1:9100.");
    return { vmTypeID: Number(id), url };
  });
  return [...(before ?? []), ...services];
}
