import { MAX_PAYLOAD_MESSAGES } from "../../protocol/payload.ts";
import { type Method, vmRuntimeService, type VmRuntimeService, vmServices, type VmService } from "./services.ts";
import { fieldsOf } from "./wire.ts";

/** The older service as a server takes it. */
export const servedVmRuntime: VmRuntimeService = {
  Create: guarded(vmRuntimeService.Create),
  Execute: guarded(vmRuntimeService.Execute),
};

/**
 * The newer service as a server takes it: each request is read in the form it was written in, so that peers of both
 * forms are served at one address.
 */
export const servedVm: VmService = {
  NewProject: guarded(vmServices.string.NewProject, vmServices.uint64.NewProject),
  ExecuteTask: guarded(vmServices.string.ExecuteTask, vmServices.uint64.ExecuteTask),
};

/** More fields than any request that is taken: each costs fifty times its two bytes when it is decoded. */
const maxFields = MAX_PAYLOAD_MESSAGES + 16;

/**
 * A method whose requests are looked at before they are decoded. The form is told by the wire type of field 1; a request
 * without it names the project 0 or "", which the string form leaves empty.
 */
function guarded<Request, Response>(
  method: Method<Request, Response>,
  uint64Form: Method<Request, Response> = method,
): Method<Request, Response> {
  return {
    ...method,
    requestDeserialize(bytes) {
      let form = method;
      let count = 0;
      for (const { number, wireType } of fieldsOf(bytes)) {
        if (number === 1 && wireType === 0) form = uint64Form;
        if (++count > maxFields) throw new RangeError(`there are more than ${maxFields} fields`);
      }
      return form.requestDeserialize(bytes);
    },
  };
}
