import { NextResponse, type NextRequest } from "next/server.js";
import { requireSession } from "../../../src/library/frameworks/next.ts";
import { edge } from "./next-edge.ts";

export const proxy = requireSession<NextRequest>(edge, {
  proceed: () => NextResponse.next(),
  onRefused: (refusal, request) =>
    refusal.kind === "unavailable"
      ? new NextResponse("Please try again.", { status: 503 })
      : NextResponse.redirect(new URL("/login", request.url)),
});

export const config = { matcher: "/account/:path*" };
