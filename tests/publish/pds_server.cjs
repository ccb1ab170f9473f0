// A whole Bluesky server (PDS) with its directory of identities in memory, on loopback: node pds_server.cjs FOLDER PORT PLC_PORT
// NODE_PATH holds @atproto/pds and @did-plc/server. It prints one line when it answers, and ends with its standard input.
const { randomBytes } = require("node:crypto")
const { join } = require("node:path")
const { PDS, envToCfg, envToSecrets } = require("@atproto/pds")
const plc = require("@did-plc/server")

const [folder, port, plcPort] = process.argv.slice(2)

async function main() {
  await plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) }).start()
  const config = envToCfg({
    port: Number(port), hostname: "localhost", devMode: true, disableSsrfProtection: true, logEnabled: false, rateLimitsEnabled: false,
    dataDirectory: folder, blobstoreDiskLocation: join(folder, "blobs"), didPlcUrl: `http://localhost:${plcPort}`,
    serviceHandleDomains: [".test"], inviteRequired: false, crawlers: [],
    bskyAppViewUrl: "http://localhost:1", bskyAppViewDid: "did:example:none", bskyAppViewCdnUrlPattern: "http://localhost:1/%s/%s/%s",
  })
  const secrets = envToSecrets({
    jwtSecret: randomBytes(16).toString("hex"), adminPassword: randomBytes(8).toString("hex"),
    plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
  })
  await (await PDS.create(config, secrets)).start()
  console.log("ready")
}

process.stdin.on("end", () => process.exit(0)).resume()
main().catch((error) => { console.error(error); process.exit(1) })
