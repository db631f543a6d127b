# The program alone, without a shell, linked statically, as a user without rights.
FROM rust:1.88-slim-bookworm AS build
WORKDIR /source
COPY . .
ENV RUSTFLAGS="-C target-feature=+crt-static"
RUN target="$(rustc -vV | sed -n 's/^host: //p')" \
    && cargo build --locked --release --bin readyctl --target "$target" \
    && cp "target/$target/release/readyctl" /readyctl

FROM scratch
COPY --from=build /readyctl /readyctl
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/readyctl"]
CMD ["check"]
