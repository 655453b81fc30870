# One image for everything: Pipehand, and python3 for the steps of the embedded service.
FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 git tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY src src
COPY examples examples
RUN mkdir -p /data && chown node:node /data
USER node
ENV PIPEHAND_HOME=/data HOST=0.0.0.0 NODE_ENV=production
VOLUME /data
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3978) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# tini adopts what steps leave behind, so that nothing of theirs stays as a zombie.
ENTRYPOINT ["tini", "--", "node", "--disable-warning=ExperimentalWarning", "src/run.mjs"]
CMD ["start"]
