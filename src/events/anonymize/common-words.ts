/*
 * Words that name nobody. They stay in paths, and a link, a host or a model of such a name is
 * replaced where it stands as one, but not wherever the word occurs in a sentence.
 */

const text = `
  api app apps bin boot block bus bytes cache caches cat cert certs cgroup chat chunks ci class cli
  client cluster com completion completions conf config configs console containerd containers core
  cpu crt cuda current daemon data db default dev device devices disk docker driver drivers edge
  embeddings env err error errors etc events example fd files gateway generate gpu gpus health
  healthcheck healthz home host hosts html http https index info init internal io json kern kernel
  key keys latest lib lib64 library list live livez load local localhost log logs main master
  media mem messages meta metrics mirror mnt model models modules mount mounts name net network node
  nodes null nvidia nvidia-smi opt org out overlay pem ping pid pids pool private prod production proc
  process proxy public queue random ready readyz release replica repo response responses root router
  rpc run runtime sbin secret secrets self sda server service services share shm snapshots sock
  socket source src srv ssl stage staging stat static stats status statm store storage summary sys
  system systemd task tcp temp test tests tls tmp token tokens tokenizer tool tools total udp unix urandom
  usage user users usr v1 v2 v3 v4 var vendor version volume volumes web weights world www zero
  checksum checksums manifest manifests blobs tags journal version.json summary.json components
  incidents weaklink chain yaml verdict session observation change claim note fault inference
  healthy degraded down maintenance unknown failed true false none null
`;

/** Ends of file names: `ca.pem` is no domain. */
const endings = `
  bin cfg conf crt csv db gguf gz html ini js json jsonl key log md mjs ndjson onnx pem pid pt py rs
  safetensors sh so sock sql toml ts txt xml yaml yml zip zst
`;

export const commonWords: ReadonlySet<string> = new Set(text.split(/\s+/).filter(Boolean));
export const fileEndings: ReadonlySet<string> = new Set(endings.split(/\s+/).filter(Boolean));
