import { fileURLToPath } from "node:url";
import { logVerbosity, type ServiceDefinition, setLogVerbosity } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type {
  CreateRequest,
  ExecuteRequest,
  ExecuteTaskRequest,
  HealthRequest,
  HealthResponse,
  NewProjectRequest,
  Result,
} from "./messages.ts";

setLogVerbosity(logVerbosity.NONE); // whatever fails is thrown, and logged by whom it concerns

/** A method's definition, typed. */
export interface Method<Request, Response> {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  requestSerialize: (value: Request) => Buffer;
  requestDeserialize: (bytes: Buffer) => Request;
  responseSerialize: (value: Response) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

// Mapped types and not interfaces, so that they are ServiceDefinitions to grpc-js.
export type VmRuntimeService = {
  Create: Method<CreateRequest, object>;
  Execute: Method<ExecuteRequest, Result>;
};
export type VmService = {
  NewProject: Method<NewProjectRequest, object>;
  ExecuteTask: Method<ExecuteTaskRequest, Result>;
};
export type HealthService = { Check: Method<HealthRequest, HealthResponse> };

/** The two types the newer service's projectID has in the field. */
export const projectIdTypes = ["string", "uint64"] as const;
export type ProjectIdType = (typeof projectIdTypes)[number];

/** The older service, `vm_runtime.VmRuntime`. */
export const vmRuntimeService = load("vm_runtime.proto", "vm_runtime.VmRuntime") as unknown as VmRuntimeService;

/** The newer service, `vm.VM`, in both forms. */
export const vmServices: Record<ProjectIdType, VmService> = {
  string: load("vm_string.proto", "vm.VM") as unknown as VmService,
  uint64: load("vm_uint64.proto", "vm.VM") as unknown as VmService,
};

/** `grpc.health.v1.Health`. */
export const healthService = load("health.proto", "grpc.health.v1.Health") as unknown as HealthService;

/** Fields keep their names; 64-bit integers are decimal strings, enums their names; what is left out has its default. */
function load(file: string, service: string): ServiceDefinition {
  const path = fileURLToPath(new URL(`protos/${file}`, import.meta.url));
  return loadSync(path, { keepCase: true, longs: String, enums: String, defaults: true })[service] as ServiceDefinition;
}
