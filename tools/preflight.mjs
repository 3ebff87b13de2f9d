// Stops with a clear message unless Node 24 runs: npm installs it with the project, but not on every platform.
// Plain JavaScript without newer syntax, because an older Node has to be able to read it.
const required = 24;
const running = Number(process.versions.node.split('.')[0]);
if (running !== required) {
  process.stderr.write(
    `Legwork needs Node ${required}, and this is Node ${process.versions.node} (${process.execPath}).\n` +
      `"npm ci" installs Node ${required} beside the project for Linux, macOS and Windows (optional dependencies of package.json);\n` +
      `run the commands through npm ("npm start", "npm test"), or install Node ${required} where your platform is not among them.\n`,
  );
  process.exit(1);
}
