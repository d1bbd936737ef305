/** The runtime, which from here tells nobody anything. It is imported from nowhere else. */
import './no-telemetry.js';
export * from 'onnxruntime-node';
