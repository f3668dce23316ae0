/**
 * Names for the schemas of the OpenAPI document. The type check generates `api-types` from the document, so a page that uses a member
 * which the service does not send is found before it runs.
 *
 * @typedef {import('./api-types.js').components['schemas']} Schemas
 * @typedef {Schemas['Bundle']} Bundle
 * @typedef {Schemas['Session']} Session
 * @typedef {Schemas['SessionBundle']} SessionBundle
 * @typedef {Schemas['DeliveredFile']} DeliveredFile
 * @typedef {Schemas['BundleInfo']} BundleInfo
 * @typedef {Schemas['BundleReport']} BundleReport
 * @typedef {Schemas['FailedFile']} FailedFile
 * @typedef {Schemas['MissingFile']} MissingFile
 * @typedef {Schemas['Upload']} Upload
 * @typedef {Schemas['ServiceStatus']} ServiceStatus
 * @typedef {Schemas['Login']} Login
 * @typedef {Schemas['Issuer']} Issuer
 * @typedef {Schemas['SignIn']} SignIn
 * @typedef {Schemas['Vault']} Vault
 * @typedef {Schemas['VaultBundle']} VaultBundle
 * @typedef {Schemas['VaultRun']} VaultRun
 * @typedef {Schemas['VaultSnapshot']} VaultSnapshot
 * @typedef {Schemas['Schedule']} Schedule
 * @typedef {Schemas['Retention']} Retention
 * @typedef {Schemas['RetentionDecision']} RetentionDecision
 * @typedef {Schemas['SnapshotEntry']} SnapshotEntry
 * @typedef {Schemas['SnapshotDirectory']} SnapshotDirectory
 * @typedef {Schemas['SnapshotDifference']} SnapshotDifference
 */
export {};
