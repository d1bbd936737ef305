/**
 * ONNX Runtime from 1.30 on reports to its maker: an id of the device and events, kept in the user's cache folder until they are sent.
 * Its library looks at the environment of the process when it is loaded. So this is imported before the library is, and by the main
 * thread before it starts another one: what a worker thread puts into its `process.env` stays within Node.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
