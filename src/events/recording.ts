export {
  type DamagedLine,
  RecordingReader,
  type RecordingSummary,
} from './recording/reader.ts';
export {
  type RecordingOptions,
  type RecordingResult,
  RecordingWriter,
} from './recording/writer.ts';
