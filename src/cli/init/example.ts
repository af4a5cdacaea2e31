/** A chain to start from: valid as it stands, every part of the format once, commented. */
export function exampleChain(schemaReference: string): string {
  return `# yaml-language-server: $schema=${schemaReference}
#
# The chain that your models are served through: from the name that people ask down to the hardware.
# Check this file with "weaklink validate", then run "weaklink".

chain: acme

# For every probe that says nothing else.
defaults: { every: 5s, deadline: 3s }

# What people ask, and the link that they ask. "needs" is what only this model needs.
models:
  chat: gateway
  summary: { at: gateway, needs: [vendor] }

# Everything that can break. A link has a kind and, mostly, an address: the probes follow from them
# ("weaklink validate --probes" lists them). "needs" names the links that its answers depend on.
#
# Kinds: dns, certificate, network (on the way to a link);
#        gateway, router, provider, inference-server, service, store, model, adapter, datanet,
#        attribution (what answers); container, process, gpu, host (what it runs on).
links:
  name: { kind: dns, address: chat.example.com }
  certificate: { kind: certificate, address: "chat.example.com:443", needs: [name] }

  gateway:
    kind: gateway
    address: https://chat.example.com/v1
    needs: [certificate, router]
    owner: platform team
    environment: production
    region: eu-1
    labels: { tier: front }
    # Beside what the address suggests: a question with a known answer, asked as your users ask it.
    # It finds faults that every health check misses, and it costs tokens. The key is a reference
    # (env:NAME or file:/path); never write a secret into this file.
    #also:
    #  - kind: openai
    #    as: canary
    #    model: chat
    #    key: env:CHAT_KEY
    #    canary: { prompt: "Answer with the one word: pong", contains: pong }
    #    every: 30s
    #    deadline: 20s

  # One of several replicas answers each request.
  router:
    kind: router
    address: http://10.0.0.7:4000
    needs: [{ anyOf: [replica-a, replica-b] }]

  replica-a: { kind: inference-server, address: http://10.0.0.11:8000/v1, needs: [store] }
  replica-b: { kind: inference-server, address: http://10.0.0.12:8000/v1, needs: [store] }

  store:
    kind: store
    address: http://10.0.0.20:9000
    # Instead of what the address suggests.
    probes:
      - { kind: http, url: http://10.0.0.20:9000/health, status: 200, slowMs: 500 }

  vendor: { kind: provider, address: https://api.vendor.example/v1, owner: the vendor }

  # What runs on this machine:
  #card: { kind: gpu }                       # every card that nvidia-smi shows
  #server: { kind: process, address: vllm }  # a name, a process number or a pid file
  #box: { kind: container, address: vllm-0 }
  #machine: { kind: host }
`;
}
