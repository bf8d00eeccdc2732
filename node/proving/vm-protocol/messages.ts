// The messages of the services in ./protos, as proto-loader gives them: 64-bit integers are decimal strings.

export interface CreateRequest {
  projectID: string;
  content: string;
  expParam: string;
}

export interface ExecuteRequest {
  projectID: string;
  taskID: string;
  clientID: string;
  sequencerSignature: string;
  datas: string[];
}

export interface NewProjectRequest {
  projectID: string;
  projectVersion: string;
  binary: Uint8Array;
  metadata: Uint8Array;
}

export interface ExecuteTaskRequest {
  projectID: string;
  projectVersion: string;
  taskID: Uint8Array;
  payloads: Uint8Array[];
}

export interface Result {
  result: Uint8Array;
}

export interface HealthRequest {
  service: string;
}

export interface HealthResponse {
  status: "UNKNOWN" | "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";
}
