import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random.js';
import { leaf } from './plants.js';

const FULL_CIRCLE = Math.PI * 2;

function disc(context: SKRSContext2D, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, FULL_CIRCLE);
  context.fill();
}

/** Two cherries on their stalks; `size` is about half the height. */
export function cherry(context: SKRSContext2D, x: number, y: number, size: number, random: Random): void {
  context.save();
  context.translate(x, y);
  context.rotate(random.around(0.4));
  context.scale(size, size);
  context.strokeStyle = '#3f7d2a';
  context.lineWidth = 0.17;
  context.beginPath();
  context.moveTo(-0.6, 0.5);
  context.quadraticCurveTo(-0.4, -0.6, 0.25, -1.05);
  context.moveTo(0.65, 0.6);
  context.quadraticCurveTo(0.6, -0.4, 0.25, -1.05);
  context.stroke();
  leaf(context, { x: 0.62, y: -1, length: 0.52, turn: 1.2, colour: '#4f9a35' });
  for (const [left, top] of [
    [-0.6, 0.5],
    [0.65, 0.65],
  ] as const) {
    disc(context, left, top, 0.57, '#8f0a1f');
    disc(context, left - 0.02, top - 0.03, 0.53, '#cb1530');
    disc(context, left - 0.18, top - 0.2, 0.14, 'rgba(255, 255, 255, 0.8)');
  }
  context.restore();
}

/** A lemon, one in three cut open; `size` is about half the width. */
export function lemon(context: SKRSContext2D, x: number, y: number, size: number, random: Random): void {
  context.save();
  context.translate(x, y);
  context.rotate(random.between(0, FULL_CIRCLE));
  context.scale(size, size);
  if (random.chance(0.35)) cutLemon(context);
  else wholeLemon(context);
  context.restore();
}

function cutLemon(context: SKRSContext2D): void {
  disc(context, 0, 0, 0.95, '#f5c518');
  disc(context, 0, 0, 0.8, '#fffbe0');
  context.fillStyle = '#fbe14b';
  for (let segment = 0; segment < 8; segment++) {
    context.beginPath();
    context.moveTo(0, 0);
    context.arc(0, 0, 0.7, segment * 0.785 + 0.08, segment * 0.785 + 0.7);
    context.fill();
  }
}

function wholeLemon(context: SKRSContext2D): void {
  leaf(context, { x: 1.05, y: -0.55, length: 0.55, turn: 1, colour: '#4d9a3a' });
  context.fillStyle = '#fadd2f';
  context.strokeStyle = '#dba90f';
  context.lineWidth = 0.1;
  context.beginPath();
  context.moveTo(-1.25, 0);
  context.bezierCurveTo(-0.9, -0.25, -0.8, -0.8, 0, -0.8);
  context.bezierCurveTo(0.8, -0.8, 0.9, -0.25, 1.25, 0);
  context.bezierCurveTo(0.9, 0.25, 0.8, 0.8, 0, 0.8);
  context.bezierCurveTo(-0.8, 0.8, -0.9, 0.25, -1.25, 0);
  context.fill();
  context.stroke();
  context.fillStyle = 'rgba(255, 255, 255, 0.55)';
  context.beginPath();
  context.ellipse(-0.3, -0.35, 0.35, 0.15, -0.3, 0, FULL_CIRCLE);
  context.fill();
}

/** Half a slice of watermelon, rind down; `size` is about half the width. */
export function melonSlice(context: SKRSContext2D, x: number, y: number, size: number, turn: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  context.scale(size, size);
  for (const [radius, colour] of [
    [1.2, '#23752f'],
    [1.11, '#56b356'],
    [1.04, '#dcf3c8'],
    [0.94, '#ee3f4d'],
  ] as const) {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(0, -0.4, radius, 0, Math.PI);
    context.closePath();
    context.fill();
  }
  context.fillStyle = '#2a1512';
  for (const [left, top] of [
    [-0.5, -0.15],
    [0, -0.1],
    [0.5, -0.15],
    [-0.25, 0.18],
    [0.25, 0.18],
  ] as const) {
    context.beginPath();
    context.ellipse(left, top, 0.07, 0.12, 0, 0, FULL_CIRCLE);
    context.fill();
  }
  context.restore();
}
